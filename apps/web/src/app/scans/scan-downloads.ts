import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { endpointUrl, scansApi, type MergedFormat, type Scan, type ScannerName } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { countOf } from '../text/format-count.js';
import { HostText } from '../text/host-text.js';
import { BytesPipe } from '../text/pipes.js';

const FORMATS: Readonly<Record<ScannerName, readonly MergedFormat[]>> = {
  nmap: ['xml', 'grepable', 'normal'],
  masscan: ['xml', 'json', 'list'],
};
const NAMES: Readonly<Record<MergedFormat, { readonly label: string; readonly ending: string }>> = {
  xml: { label: 'XML', ending: 'xml' },
  grepable: { label: 'Grepable', ending: 'gnmap' },
  normal: { label: 'Normal', ending: 'nmap' },
  json: { label: 'JSON', ending: 'json' },
  list: { label: 'List', ending: 'txt' },
};

/** What can be taken away from a scan: the proof of its scope, and one report of all shards of a stage. */
@Component({
  selector: 'sf-scan-downloads',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BytesPipe, HostText, Icon],
  template: `
    <div class="columns">
      <section class="panel">
        <h2>Scope certificate</h2>
        <p class="words">
          What the scan was allowed to probe, what was excluded, what was probed and covered, every run with the hash of
          its manifest, and a hash over all of it.
          {{ isOver() ? '' : 'The scan has not ended: it tells of what was done until now.' }}
        </p>
        <p>
          <a class="button" [href]="certificateUrl()" [attr.download]="'scan-' + scan().id + '-certificate.json'"
            ><sf-icon name="shield" />Scope certificate</a
          >
        </p>
      </section>
      @for (stage of stages(); track stage.number) {
        <section class="panel">
          <h2>
            {{ stage.title }}
            <small>{{ stage.scanner }} <sf-text [value]="stage.options" blank="" /></small>
          </h2>
          @if (stage.bytes > 0) {
            <p class="words">
              One report of what {{ stage.reporting }} wrote, {{ stage.bytes | bytes }}{{ isOver() ? '' : ' so far' }}.
              The raw report of each is in the list of shards.
            </p>
            <p class="formats">
              @for (report of stage.reports; track report.label) {
                <a class="button" [href]="report.url" [attr.download]="report.name"
                  ><sf-icon name="download" />{{ report.label }}</a
                >
              }
            </p>
          } @else {
            <p class="dim">Nothing is reported yet.</p>
          }
        </section>
      }
    </div>
  `,
  styles: `
    .words {
      margin-bottom: var(--gap-m);
      color: var(--text-dim);
    }
    .formats {
      display: flex;
      flex-wrap: wrap;
      gap: var(--gap-s);
    }
    small {
      overflow-wrap: anywhere;
    }
  `,
})
export class ScanDownloads {
  readonly scan = input.required<Scan>();
  readonly isOver = input.required<boolean>();

  protected readonly certificateUrl = computed(() =>
    endpointUrl(scansApi.certificate, { params: { scanId: this.scan().id } }),
  );
  protected readonly stages = computed(() => {
    const { id: scanId, stages, shards } = this.scan();
    return stages.map(({ stage, scanner, options }) => {
      const reporting = shards.filter((shard) => shard.stage === stage && shard.reportBytes > 0);
      return {
        number: stage,
        title: stages.length > 1 ? `Report of stage ${stage}` : 'Report',
        scanner,
        options,
        reporting: countOf(reporting.length, 'shard'),
        bytes: reporting.reduce((sum, shard) => sum + shard.reportBytes, 0),
        reports: FORMATS[scanner].map((format) => ({
          label: NAMES[format].label,
          url: endpointUrl(scansApi.mergedReport, { params: { scanId }, query: { format, stage } }),
          name: `scan-${scanId}${stages.length > 1 ? `-stage-${stage}` : ''}.${NAMES[format].ending}`,
        })),
      };
    });
  });
}
