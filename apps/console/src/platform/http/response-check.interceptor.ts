import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { endpointOf } from './serve.js';

/**
 * Holds every answer against its contract: what the contract does not name is left out, so that no column gets out by
 * accident; what does not fit is our defect and is answered with 500.
 */
@Injectable()
export class ResponseCheckInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const endpoint = endpointOf(context.getHandler());
    if (!endpoint || endpoint.responseKind === 'bytes') return next.handle();
    if (endpoint.responseKind === 'none') return next.handle().pipe(map(() => undefined));
    return next.handle().pipe(
      map((value: unknown) => {
        const checked = endpoint.response.safeParse(value);
        if (checked.success) return checked.data;
        const wrong = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
        throw new Error(`the answer of ${endpoint.id} breaks its contract: ${wrong.slice(0, 5).join('; ')}`);
      }),
    );
  }
}
