/** python-dateutil in child processes, asked one JSON line at a time. */
import { execFileSync, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, 'recurrence-dateutil.py');

/** A Python that has dateutil, or `undefined`. */
export function pythonWithDateutil() {
  return ['/usr/bin/python3', 'python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import dateutil.rrule, zoneinfo'], { stdio: 'ignore' });
      return true;
    } catch {
      // Not there, or without dateutil: the next one may do.
      return false;
    }
  });
}

/** One dateutil for each processor. A question goes to the one with the fewest open ones, so many can be on their way at once. */
export class Reference {
  #programs;
  /** Which dateutil and Python answer. */
  versions;

  constructor(python) {
    this.#programs = Array.from({ length: availableParallelism() }, () => new Program(python));
    this.versions = this.#programs[0].versions;
  }

  /** @param {object} question one line of what recurrence-dateutil.py understands */
  ask(question) {
    return this.#programs.reduce((idlest, each) => (each.open < idlest.open ? each : idlest)).ask(question);
  }

  end() {
    for (const each of this.#programs) each.end();
  }
}

/** Answers in the order of the questions. */
class Program {
  #child;
  #waiting = [];
  versions;

  constructor(python) {
    this.#child = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.versions = this.#answer();
    createInterface({ input: this.#child.stdout }).on('line', (line) =>
      this.#waiting.shift().resolve(JSON.parse(line)),
    );
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#waiting) reject(new Error(`recurrence-dateutil.py ended with code ${code}`));
    });
  }

  /** How many questions have no answer yet. */
  get open() {
    return this.#waiting.length;
  }

  ask(question) {
    const answer = this.#answer();
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    return answer;
  }

  end() {
    this.#child.stdin.end();
  }

  #answer() {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}
