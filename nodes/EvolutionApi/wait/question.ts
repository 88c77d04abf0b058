import type { OwnMessage } from '../core/ask/messages';
import { normalized, numbered, paragraphs } from '../core/values/text';
import type { Synonyms } from './words';

/** How the choices are shown to the person. */
export type Form = 'buttons' | 'list' | 'numberedList' | 'page' | 'poll';

export type ResponseType = 'approval' | 'choice' | 'customForm' | 'freeText';

/** What must be known of the question to understand the answer later. Plain JSON. */
export interface Question {
	readonly responseType: ResponseType;
	readonly form: Form;
	/** What can be chosen; for an approval the label for yes, and perhaps one for no. Empty for free text and forms. */
	readonly labels: readonly string[];
	readonly synonyms?: Synonyms;
	/** Differs from that of every other question. */
	readonly mark: string;
}

/** How the question looks. */
export interface Wording {
	readonly message: string;
	/** Of buttons and lists. */
	readonly footer?: string;
	/** Text of the button that opens a list. */
	readonly listButtonText: string;
	/** URL of the page. */
	readonly pageUrl: string;
}

/** The ID of a button or row. */
export const choiceId = ({ mark }: Pick<Question, 'mark'>, index: number) => `${mark}-${index + 1}`;

/** The message that asks the question. @param recipient as the server wants it */
export const questionMessage = (
	question: Question,
	wording: Wording,
	recipient: string,
): OwnMessage => ({ recipient, ...MESSAGES[question.form](question, wording) });

type Content = OwnMessage extends infer Message
	? Message extends OwnMessage
		? Omit<Message, 'recipient'>
		: never
	: never;

const MESSAGES: Record<Form, (question: Question, wording: Wording) => Content> = {
	numberedList: ({ labels }, { message }) => ({
		kind: 'text',
		text: paragraphs(message, numbered(labels)),
	}),
	// The server would fetch the page for the preview.
	page: (_question, { message, pageUrl }) => ({
		kind: 'text',
		text: paragraphs(message, pageUrl),
		showsPreview: false,
	}),
	poll: ({ labels }, { message }) => ({ kind: 'poll', question: message, choices: labels }),
	buttons: (question, wording) => ({ kind: 'buttons', ...pressable(question, wording) }),
	list: (question, wording) => ({ kind: 'list', ...pressable(question, wording) }),
};

const pressable = (question: Question, { message, footer, listButtonText }: Wording) => ({
	...headed(message),
	footer,
	opener: listButtonText,
	choices: question.labels.map((label, index) => ({ id: choiceId(question, index), label })),
});

/** Buttons and lists have a title: the first line of the message. */
function headed(message: string): { title: string; description: string | undefined } {
	const [title = '', ...rest] = message.trim().split('\n');
	const description = rest.join('\n').trim();
	return { title, description: description === '' ? undefined : description };
}

/** A choice as it was typed: `Yes || sim || s`. */
export interface Choice {
	readonly label: string;
	readonly synonyms: readonly string[];
}

/**
 * Two labels that could not be told apart in an answer, or a label and a synonym, or number, of another one; undefined if
 * there are none.
 */
export function ambiguous(choices: readonly Choice[]): [string, string] | undefined {
	const known = new Map<string, Choice>();
	for (const choice of choices) {
		const word = normalized(choice.label);
		const earlier = known.get(word);
		if (earlier !== undefined) return [earlier.label, choice.label];
		known.set(word, choice);
	}
	for (const choice of choices) {
		for (const synonym of choice.synonyms) {
			const word = normalized(synonym);
			const meant = known.get(word) ?? choices[Number(word) - 1];
			if (meant !== undefined && meant !== choice) return [meant.label, synonym];
			known.set(word, choice);
		}
	}
	return undefined;
}
