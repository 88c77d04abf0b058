import type { Explain, ServerAnswer } from '../failures/failure';

/** What answers of one kind of server mean, whatever was asked. Apart from `Server`, because each request needs it. */
export interface Answers {
	/** Their order matters: the first that knows the answer explains it. */
	readonly explanations: readonly Explain[];
	/** Whether it says, as the server itself, that it did not do what was asked. */
	readonly isRefusal: (answer: ServerAnswer, messages: readonly string[]) => boolean;
}
