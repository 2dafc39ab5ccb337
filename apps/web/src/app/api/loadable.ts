import { computed, effect, inject, linkedSignal, resource, untracked, type Signal } from '@angular/core';
import type { Endpoint, RequestOf, ResponseOf } from '@scanfleet/contracts';
import { ApiClient } from './api-client.js';
import { ApiProblem } from './api-problem.js';

/** Something that a page shows and that comes from the console. */
export interface Loadable<T> {
  /** The newest answer. It stays while a newer one is loading and when loading that one failed. */
  readonly value: Signal<T | undefined>;
  /** Why the newest attempt failed. */
  readonly problem: Signal<ApiProblem | undefined>;
  readonly loading: Signal<boolean>;
  /** Loads again; when a load is under way, one more follows it, so that no news is missed. */
  reload(): void;
}

/** An answer and whose path parameters it is of. */
interface Answer<T> {
  readonly of: string | undefined;
  readonly value: T | undefined;
}

/**
 * Loads an endpoint now and whenever what `request` reads changes; `undefined` loads nothing. Must be called where
 * `inject()` may be. A change of the path parameters (another host) forgets the old answer at once, a change of the
 * query (another page of the list) keeps it on screen until the new one is there.
 */
export function load<E extends Endpoint>(
  target: E,
  request: () => RequestOf<E> | undefined = () => ({}),
): Loadable<ResponseOf<E>> {
  const api = inject(ApiClient);
  const answer = resource({
    params: request,
    loader: ({ params, abortSignal }) => api.call(target, { ...params, signal: abortSignal }),
  });
  const subject = computed(() => {
    const asked = request();
    return asked === undefined ? undefined : JSON.stringify(asked.params ?? null);
  });
  const latest = linkedSignal<Answer<ResponseOf<E>>, Answer<ResponseOf<E>>>({
    source: () => ({ of: subject(), value: answer.hasValue() ? answer.value() : undefined }),
    computation: (now, before) => {
      const isSameSubject = before !== undefined && now.of !== undefined && before.value.of === now.of;
      return now.value === undefined && isSameSubject ? before.value : now;
    },
  });

  let again = false;
  effect(() => {
    if (answer.isLoading() || !again) return;
    again = false;
    untracked(() => answer.reload());
  });

  return {
    value: computed(() => latest().value),
    problem: computed(() => {
      const error = answer.error();
      return error === undefined ? undefined : ApiProblem.from(error);
    }),
    loading: answer.isLoading,
    reload: () => {
      if (!answer.reload()) again = true;
    },
  };
}
