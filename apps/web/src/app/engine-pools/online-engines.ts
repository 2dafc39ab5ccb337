import { Pipe, type PipeTransform } from '@angular/core';
import { countOf, formatCount } from '../text/format-count.js';

/** `none`, `4 engines`, `4 engines, 1 offline`. */
@Pipe({ name: 'onlineEngines' })
export class OnlineEnginesPipe implements PipeTransform {
  transform(engines: readonly { readonly online: boolean }[]): string {
    if (engines.length === 0) return 'none';
    const offline = engines.filter((engine) => !engine.online).length;
    const all = countOf(engines.length, 'engine');
    return offline === 0 ? all : `${all}, ${formatCount(offline)} offline`;
  }
}
