import { describe, expect, it } from '@jest/globals';
import { ApiProblem } from '../api/api-problem.js';
import { atFields } from './issue-fields.js';

const fields = { 'filter.ports': 'ports', 'settings.to': 'to', settings: 'kind' };

function shownAt(path: string): string | undefined {
  const refusal = new ApiProblem({ status: 422, code: 'x', message: 'No.', issues: [{ path, message: 'is bad' }] });
  return atFields(refusal, fields).issues[0]?.path;
}

describe('atFields', () => {
  it.each([
    ['filter.ports', 'ports'],
    ['body.filter.ports', 'ports'],
    ['settings.to[3]', 'to'],
    ['/settings/to/3', 'to'],
    ['settings.ca', 'kind'],
    ['name', 'name'],
    ['filter.else', 'filter.else'],
  ])('shows what is wrong with %s at %s', (path, field) => {
    expect(shownAt(path)).toBe(field);
  });

  it('keeps what the refusal says besides', () => {
    const refusal = new ApiProblem({ status: 409, code: 'taken', message: 'Taken.', requestId: 'r1' });
    expect(atFields(refusal, fields)).toMatchObject({ status: 409, code: 'taken', message: 'Taken.', requestId: 'r1' });
  });
});
