import { BadRequestException, HttpException } from '@nestjs/common';
import { problem } from '@scanfleet/contracts';
import { describe, expect, it } from '@jest/globals';
import { problemOf } from './problem-of.js';
import { conflict, invalid, notFound, Refusal } from './refusal.js';

describe('problems', () => {
  it('keep what a refusal says', () => {
    const issues = [{ path: 'name', message: 'is taken' }];
    expect(problemOf(invalid('name is taken', issues), 'r').body).toEqual({
      code: 'invalid_input',
      message: 'name is taken',
      issues,
      requestId: 'r',
    });
    expect(problemOf(notFound('scan command'), 'r')).toMatchObject({
      status: 404,
      body: { code: 'scan_command_not_found' },
    });
    expect(problemOf(conflict('busy', 'Busy.'), 'r').body).not.toHaveProperty('issues');
  });

  it('tell when to come back, in whole seconds and never zero', () => {
    const after = (seconds: number) =>
      problemOf(new Refusal(429, 'slow', 'Slow.', [], seconds), 'r').headers['retry-after'];
    expect([after(0.2), after(1), after(1.5)]).toEqual(['1', '1', '2']);
  });

  it('name the scheme that a 401 wants', () => {
    expect(problemOf(new Refusal(401, 'unauthenticated', 'Who?'), 'r').headers['www-authenticate']).toContain('Bearer');
  });

  it.each([
    new Error('password=hunter2'),
    'text',
    undefined,
    null,
    { code: 42 },
    new TypeError('x is not a function'),
    Object.assign(new Error('relation "x" does not exist'), { code: '42P01' }),
    new HttpException('inner detail', 500),
  ])('say nothing of %p but the request id', (error) => {
    const { status, body, defect } = problemOf(error, 'id-1');
    expect(status).toBe(500);
    expect(defect).toBe(true);
    expect(body.code).toBe('internal');
    expect(body.message).not.toMatch(/hunter2|relation|function|inner/);
    expect(body.message).toContain('id-1');
  });

  it('never repeat the text of framework errors', () => {
    const { status, body } = problemOf(new BadRequestException('Unexpected token <script>'), 'r');
    expect(status).toBe(400);
    expect(body.message).not.toContain('script');
    expect(problem.safeParse(body).success).toBe(true);
  });

  it('are for owners when the disk is full', () => {
    const error = Object.assign(new Error('could not extend file'), { code: '53100' });
    expect(problemOf(error, 'r')).toMatchObject({ status: 503, body: { code: 'disk_full' }, defect: true });
  });
});
