import { Service } from '@angular/core';
import { endpointUrl, problem, type Endpoint, type RequestOf, type ResponseOf } from '@scanfleet/contracts';
import { Subject } from 'rxjs';
import { ApiProblem } from './api-problem.js';

export type CallOptions<E extends Endpoint> = RequestOf<E> & { readonly signal?: AbortSignal };

/** Speaks to the console in the shapes of the contracts. The session cookie travels by itself. */
@Service()
export class ApiClient {
  private readonly ended = new Subject<void>();
  /** Tells when the console answered 401: nobody is signed in any more. */
  readonly sessionEnded = this.ended.asObservable();

  /**
   * Calls one endpoint and parses its answer.
   * @throws ApiProblem when there is no answer, an error answer, or one of another shape than promised; the abort reason when `signal` fires.
   */
  async call<E extends Endpoint>(target: E, options: CallOptions<E> = {}): Promise<ResponseOf<E>> {
    const response = await this.send(target, options);
    if (!response.ok) throw await this.refused(response);
    if (target.responseKind === 'none') return {} as ResponseOf<E>;
    const parsed = target.response.safeParse(await readJson(response));
    if (!parsed.success) throw ApiProblem.unreadable(response.status, parsed.error);
    return parsed.data as ResponseOf<E>;
  }

  private async send<E extends Endpoint>(target: E, options: CallOptions<E>): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    // A page of another origin can't send this header without asking first, so it proves that the request is ours.
    if (target.method !== 'GET') headers['X-Scanfleet-Request'] = 'web';
    if (target.requestKind === 'json') headers['Content-Type'] = 'application/json';
    try {
      return await fetch(endpointUrl(target, options), {
        method: target.method,
        headers,
        body: target.requestKind === 'json' ? JSON.stringify(options.body ?? {}) : null,
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: options.signal ?? null,
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw ApiProblem.unreachable(error);
    }
  }

  private async refused(response: Response): Promise<ApiProblem> {
    if (response.status === 401) this.ended.next();
    const said = problem.safeParse(await readJson(response));
    return said.success
      ? new ApiProblem({ ...said.data, status: response.status })
      : ApiProblem.unreadable(response.status, said.error);
  }
}

/** Body as JSON; undefined when it is none, which no schema accepts. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
