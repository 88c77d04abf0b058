import { Remembered } from '../core/values/remembered';

/** More than are decided at the same time. */
const REMEMBERED = 1_000;

/**
 * What came first, by mark of the question. n8n runs all requests that come before the execution continues, and takes one
 * of them: so all of them have to say the same.
 */
export class FirstAnswers<Answer> {
	private readonly answers = new Remembered<Answer>(REMEMBERED);

	/** The first answer to the question: this one, or one before it. */
	first(mark: string, answer: Answer): Answer {
		return this.answers.getOr(mark, () => answer);
	}
}
