/** More than are decided at the same time. */
const REMEMBERED = 1_000;

/**
 * What came first, by mark of the question. n8n runs all requests that come before the execution continues, and takes one
 * of them: so all of them have to say the same.
 */
export class FirstAnswers<Answer> {
	private readonly answers = new Map<string, Answer>();

	/** The first answer to the question: this one, or one before it. */
	first(mark: string, answer: Answer): Answer {
		const known = this.answers.get(mark);
		if (known !== undefined) return known;
		this.answers.set(mark, answer);
		for (const oldest of this.answers.keys()) {
			if (this.answers.size <= REMEMBERED) break;
			this.answers.delete(oldest);
		}
		return answer;
	}
}
