import { computed, debounced, type Signal } from '@angular/core';
import type { Endpoint, RequestOf, ResponseOf } from '@scanfleet/contracts';
import type { ApiProblem } from '../api/api-problem.js';
import { load } from '../api/loadable.js';

const TYPING_PAUSE_MS = 400;

/** What the console says of a form while it is filled in. */
export interface LivePreview<Answer> {
  /** The newest answer; undefined while something is missing or wrong. */
  readonly answer: Signal<Answer | undefined>;
  readonly problem: Signal<ApiProblem | undefined>;
  /** The console understood and said no: trying again would not change that. */
  readonly isRefused: Signal<boolean>;
  readonly isAsking: Signal<boolean>;
  /** Whether there is anything to ask. */
  readonly isWhole: Signal<boolean>;
  reload(): void;
}

/** Asks an endpoint with the body once it rests; undefined asks nothing. Must be called where `inject()` may be. */
export function livePreview<E extends Endpoint>(
  target: E,
  body: () => RequestOf<E>['body'] | undefined,
): LivePreview<ResponseOf<E>> {
  const asked = computed(body, { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
  const settled = debounced(asked, TYPING_PAUSE_MS);
  const answered = load(target, (): RequestOf<E> | undefined => {
    const rested = settled.hasValue() ? settled.value() : undefined;
    return rested === undefined ? undefined : { body: rested };
  });
  const isWhole = computed(() => asked() !== undefined);
  const problem = computed(() => (isWhole() ? answered.problem() : undefined));
  return {
    answer: computed(() => (isWhole() && answered.problem() === undefined ? answered.value() : undefined)),
    problem,
    isRefused: computed(() => {
      const status = problem()?.status ?? 0;
      return status >= 400 && status < 500;
    }),
    isAsking: computed(() => isWhole() && (answered.loading() || settled.isLoading())),
    isWhole,
    reload: () => answered.reload(),
  };
}
