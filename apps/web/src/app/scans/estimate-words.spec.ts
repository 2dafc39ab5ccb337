import { describe, expect, it } from '@jest/globals';
import type { ScanPreview } from '@scanfleet/contracts';
import { estimateWords, largeScanWords, roughDuration } from './estimate-words.js';

describe('roughDuration', () => {
  it.each([
    [0, 'less than a minute'],
    [59.9, 'less than a minute'],
    [60, 'about 1 min'],
    [754, 'about 13 min'],
    [5999, 'about 100 min'],
    [6000, 'about 1.5 h'],
    [7300, 'about 2 h'],
    [36_000, 'about 10 h'],
    [172_799, 'about 48 h'],
    [172_800, 'about 2 d'],
    [273_000, 'about 3 d 4 h'],
  ])('says %d seconds as "%s"', (seconds, words) => {
    expect(roughDuration(seconds)).toBe(words);
  });
});

describe('estimateWords', () => {
  it('names the slots it counts on', () => {
    expect(estimateWords({ estimatedSeconds: 7200, slots: 3 })).toBe(
      'about 2 h with 3 slots of engines that are online',
    );
    expect(estimateWords({ estimatedSeconds: 7200, slots: 1 })).toBe(
      'about 2 h with 1 slot of engines that are online',
    );
  });

  it('says that none can take it', () => {
    expect(estimateWords({ estimatedSeconds: null, slots: 0 })).toBe('unknown: no engine that is online can take it');
  });
});

describe('largeScanWords', () => {
  const preview: ScanPreview = {
    targetSummary: '',
    plannedAddresses: '65536',
    excludedAddresses: '0',
    shardCount: 256,
    plannedProbes: '4294901760',
    estimatedSeconds: 200_000,
    slots: 3,
    large: true,
    command: { id: '', name: '', scanner: 'nmap', options: '' },
    followUp: null,
    resolvedNames: [],
    problems: [],
  };

  it('names addresses, probes and time', () => {
    expect(largeScanWords(preview)).toBe(
      '65\u202f536 addresses, about 4\u202f294\u202f901\u202f760 probes. It takes about 2 d 8 h with 3 slots of engines that are online.',
    );
  });

  it('says so when no engine could do it', () => {
    expect(largeScanWords({ ...preview, estimatedSeconds: null, slots: 0 })).toContain(
      'No engine that is online can take it now.',
    );
  });
});
