import { reportProblem } from '../core/input/inputProblem';
import { text } from './inputs';

// What an agent, or n8n for it, puts out in the place of an answer: nothing for a customer to read.

/** With why it is none. */
const NO_ANSWERS: ReadonlyArray<readonly [RegExp, string]> = [
	[
		/^Agent stopped due to (?:max iterations|iteration limit)/i,
		"is n8n's sentence for an agent that has not come to an end",
	],
	[
		/^[\s*_"'`[(<]*(?:NO_?REPLY|no_reply|\[SILENT\]|SILENT_REPLY|HEARTBEAT_OK)[\s*_"'`\])>]*\.?$/,
		'says that there is nothing to answer (NO_REPLY)',
	],
	[
		/^[\s*_"'`]*(?:[(<[]\s*(?:(?:empty|blank)|no[\s_](?:answer|content|message|output|reply|response|text))(?:[\s_]\w+)*\s*[)>\]]|null|undefined)[\s*_"'`]*\.?$/i,
		'stands for no answer at all',
	],
];

/** @returns why the text is none for a person; undefined if it is one */
export const findNoAnswer = (text: string): string | undefined =>
	NO_ANSWERS.find(([pattern]) => pattern.test(text))?.[1];

export const NO_ANSWER_HINT =
	'Nothing was sent. Put an IF node before this one, or choose the right field of the output in Text.';

/** A text for a person. */
export const answerForPerson = text.superRefine((value, context) => {
	const problem = findNoAnswer(value);
	if (problem !== undefined) reportProblem(context, problem, NO_ANSWER_HINT);
});
