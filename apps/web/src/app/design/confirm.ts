import { Service, signal } from '@angular/core';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that goes ahead says: the deed, not "OK". */
  readonly deed: string;
  /** What the button that changes nothing says; "Keep" unless said. */
  readonly wayOut?: string;
  /** `calm` for deeds that lose nothing. */
  readonly tone?: 'danger' | 'calm';
}

interface Asked extends Question {
  readonly answer: (goAhead: boolean) => void;
}

/** Asks before something is lost. `ConfirmDialog` shows the question. */
@Service()
export class Confirm {
  private readonly open = signal<Asked | undefined>(undefined);
  readonly asked = this.open.asReadonly();

  ask(question: Question): Promise<boolean> {
    this.open()?.answer(false);
    return new Promise((resolve) => {
      this.open.set({
        ...question,
        answer: (goAhead) => {
          this.open.set(undefined);
          resolve(goAhead);
        },
      });
    });
  }
}
