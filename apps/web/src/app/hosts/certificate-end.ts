/** A certificate that ends within so many days is warned of. */
export const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

export interface CertificateEnd {
  /** `in 12 days`, `today`, `3 days ago`. */
  readonly distance: string;
  readonly state: 'good' | 'soon' | 'expired';
}

/** How long a certificate is still good. */
export function certificateEnd(expiresAt: string, now: number): CertificateEnd {
  const left = Date.parse(expiresAt) - now;
  const days = Math.floor(Math.abs(left) / DAY_MS);
  const length = `${days} ${days === 1 ? 'day' : 'days'}`;
  if (left <= 0) return { distance: days === 0 ? 'today' : `${length} ago`, state: 'expired' };
  return { distance: days === 0 ? 'within a day' : `in ${length}`, state: left < SOON_DAYS * DAY_MS ? 'soon' : 'good' };
}
