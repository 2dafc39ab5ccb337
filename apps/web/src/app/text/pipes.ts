import { Pipe, type PipeTransform } from '@angular/core';
import { countOf, formatBytes, formatCount } from './format-count.js';
import { visibleText } from './visible-text.js';
import { formatDuration, formatRoundTrip } from './format-time.js';

/** `12 345`; takes numbers and the contracts' decimal texts. */
@Pipe({ name: 'count' })
export class CountPipe implements PipeTransform {
  transform(value: number | string): string {
    return formatCount(value);
  }
}

/** `1 host`, `3 hosts`. */
@Pipe({ name: 'countOf' })
export class CountOfPipe implements PipeTransform {
  transform(value: number | string, one: string, many?: string): string {
    return countOf(value, one, many);
  }
}

/** Bytes for people. */
@Pipe({ name: 'bytes' })
export class BytesPipe implements PipeTransform {
  transform(value: number): string {
    return formatBytes(value);
  }
}

/** Seconds as a length of time; a dash when there are none. nmap counts whole seconds, so 0 means less than one. */
@Pipe({ name: 'seconds' })
export class SecondsPipe implements PipeTransform {
  transform(value: number | null): string {
    if (value === null) return '–';
    return value < 1 ? '< 1 s' : formatDuration(value * 1000);
  }
}

/** Microseconds as a round-trip time; a dash when there are none. */
@Pipe({ name: 'roundTrip' })
export class RoundTripPipe implements PipeTransform {
  transform(value: number | null): string {
    return value === null ? '–' : formatRoundTrip(value);
  }
}

/** Foreign text for places that hold no elements, such as options: what is invisible is made visible. */
@Pipe({ name: 'visible' })
export class VisiblePipe implements PipeTransform {
  transform(value: string): string {
    return visibleText(value);
  }
}
