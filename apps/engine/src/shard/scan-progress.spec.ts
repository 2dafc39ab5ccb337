import { describe, expect, it } from '@jest/globals';
import { ScanProgress } from './scan-progress.js';

const line = (percent: string, task = 'SYN Stealth Scan'): string =>
  `<taskprogress task="${task}" time="1795315384" percent="${percent}" remaining="198" etc="1795315582"/>\n`;

describe('ScanProgress', () => {
  it('knows nothing before the scanner says something', () => {
    expect(new ScanProgress(() => 0).current()).toBeNull();
  });

  it('reads the last statement of nmap', () => {
    const progress = new ScanProgress(() => 0);
    progress.readReport(Buffer.from(`<nmaprun>${line('1.00')}<host/>${line('37.25')}`));
    expect(progress.current()).toEqual({
      percent: 37.25,
      task: 'SYN Stealth Scan',
      estimatedEndAt: new Date(1_795_315_582_000).toISOString(),
    });
  });

  it('reads a statement that comes in pieces of any size', () => {
    const text = `<x/>${line('12.50')}<y/>`;
    for (let cut = 1; cut < text.length; cut += 1) {
      const progress = new ScanProgress(() => 0);
      progress.readReport(Buffer.from(text.slice(0, cut)));
      progress.readReport(Buffer.from(text.slice(cut)));
      expect(progress.current()?.percent).toBe(12.5);
    }
  });

  it('is not fooled by a host that says it has progressed', () => {
    const progress = new ScanProgress(() => 0);
    progress.readReport(
      Buffer.from(
        `<script output="&lt;taskprogress task=&quot;x&quot; time=&quot;1&quot; percent=&quot;99&quot;/&gt;"/>`,
      ),
    );
    expect(progress.current()).toBeNull();
  });

  it('reads the status line of masscan', () => {
    const progress = new ScanProgress(() => 1_000_000);
    progress.readStatus('rate:  0.10-kpps, 12.50% done,   0:01:10 remaining, found=3       \r');
    expect(progress.current()).toEqual({
      percent: 12.5,
      task: null,
      estimatedEndAt: new Date(1_070_000).toISOString(),
    });
  });
});
