import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import {
	collectionInput,
	optionsField,
	choiceField,
	entryField,
	textField,
} from '../../fields/fieldKinds';
import { deliveryReceiptForQuestion } from '../../fields/messageOptions';
import { choice } from '../../core/input/checks';
import { optionalN8nUrl, optionalText } from '../../fields/inputs';
import { numberedLabels } from '../../fields/labelList';
import { checkPollLengths } from '../../fields/sendAs';
import {
	acceptedAnswersOption,
	shownForChat,
	type AcceptedAnswers,
} from '../../wait/acceptedAnswers';
import { invalidAnswerOption } from '../../wait/invalidAnswer';
import { comparableWord, placeOf } from '../../wait/findLabel';
import type { Form, Question, ResponseType } from '../../wait/question';
import { limitWaitTimeOption } from '../../wait/waitLimit';

// The fields of *Send and Wait for Response*. n8n also offers the operation as Human Review of an agent's tool calls, but only
// if the fields are called `message`, `responseType` and `approvalOptions`.

export const responseType = choiceField('Response Type', 'responseType', {
	options: [
		{ name: 'Approval', value: 'approval', description: 'Approve or disapprove' },
		{ name: 'Choice', value: 'choice', description: 'One of several choices' },
		{
			name: 'Custom Form',
			value: 'customForm',
			description: 'A link to a page of n8n with a form to fill in',
		},
		{ name: 'Free Text', value: 'freeText', description: 'Any message, with or without a file' },
	],
	default: 'approval',
});

export const choices = textField('Choices', 'choices', {
	displayOptions: { show: { responseType: ['choice'] } },
	typeOptions: { rows: 4 },
	required: true,
	hint: 'One choice per line. Yes || sim || s also accepts "sim" and "s".',
	placeholder: 'e.g.\nMorning\nAfternoon',
	description:
		'One choice per line, or an array from an expression. People answer with the text, the number or a synonym after ||.',
});

export const showChoicesAs = choiceField('Ask With', 'showChoicesAs', {
	displayOptions: { show: { responseType: ['approval', 'choice'] } },
	options: [
		{
			name: 'Numbered List',
			value: 'numberedList',
			description: 'Text with numbered choices, which every phone shows',
		},
		{
			name: 'Buttons',
			value: 'buttons',
			description:
				'Up to 3 buttons. Many phones do not show them; Evolution Go sends a numbered list.',
		},
		{
			name: 'List',
			value: 'list',
			description:
				'A menu that opens. Many phones do not show it; Evolution Go sends a numbered list.',
		},
		{ name: 'Poll', value: 'poll', description: 'A poll with 2 to 10 choices' },
		{
			name: 'Approval Page',
			value: 'page',
			description: 'A link to a page of n8n with buttons',
			displayOptions: { show: { responseType: ['approval'] } },
		},
	],
	default: 'numberedList',
	description: 'How to ask. People can always answer with a text, too.',
});

export const approvalOptions = entryField('Approval Options', 'approvalOptions', {
	displayOptions: { show: { responseType: ['approval'] } },
	placeholder: 'Add option',
	values: [
		choiceField('Type of Approval', 'approvalType', {
			options: [
				{ name: 'Approve Only', value: 'single' },
				{ name: 'Approve and Disapprove', value: 'double' },
			],
			default: 'double',
		}),
		textField('Approve Label', 'approveLabel', {
			default: 'Yes',
			description: 'Label of the approval, with synonyms after ||, e.g. Yes || sim || s',
		}),
		textField('Disapprove Label', 'disapproveLabel', {
			displayOptions: { show: { approvalType: ['double'] } },
			default: 'No',
			description: 'Label of the disapproval, with synonyms after ||, e.g. No || n',
		}),
	],
});

const messageLayoutOption = entryField('Message Layout', 'messageLayout', {
	displayOptions: {
		show: { '/responseType': ['approval', 'choice'], '/showChoicesAs': ['buttons', 'list'] },
	},
	default: { values: {} },
	description: 'Footer of the message, and text of the button that opens a list',
	values: [
		textField('Footer', 'footer', {
			mayBeEmpty: true,
			placeholder: 'e.g. Coffee & More',
			description: 'Small text at the end of the message',
		}),
		textField('List Button Text', 'listButtonText', {
			displayOptions: { show: { '/showChoicesAs': ['list'] } },
			default: 'Choose',
			description: 'Text of the button that opens the list',
		}),
	],
});

const shownForForm = { show: { '/responseType': ['customForm'] } } as const;

const responsePageOption = entryField('Response Page', 'responsePage', {
	default: { values: {} },
	description: 'Texts and address of the page behind the link',
	values: [
		textField('Title', 'title', {
			mayBeEmpty: true,
			displayOptions: shownForForm,
			placeholder: 'e.g. Your delivery',
			description: 'Heading of the page',
		}),
		textField('Description', 'description', {
			displayOptions: shownForForm,
			typeOptions: { rows: 2 },
			description: 'Text above the form. Defaults to the message.',
		}),
		textField('Button Label', 'buttonLabel', {
			displayOptions: shownForForm,
			default: 'Submit',
			description: 'Label of the button that submits the form',
		}),
		textField('Confirmation Text', 'confirmationText', {
			placeholder: 'e.g. Thank you. You can close this page.',
			description: 'Shown after the answer. If empty, only a check mark appears.',
		}),
		textField('Base URL', 'baseUrl', {
			placeholder: 'e.g. https://n8n.example.com',
			description:
				"Address at which the person's phone reaches n8n. Defaults to n8n's own webhook URL.",
		}),
	],
});

export const questionOptions = optionsField(
	acceptedAnswersOption,
	deliveryReceiptForQuestion,
	invalidAnswerOption,
	limitWaitTimeOption,
	messageLayoutOption,
	{
		...responsePageOption,
		displayOptions: { show: { '/responseType': ['approval'], '/showChoicesAs': ['page'] } },
	},
	{ ...responsePageOption, displayOptions: shownForForm },
	{
		...textField('Webhook Base URL', 'webhookBaseUrl', {
			placeholder: 'e.g. http://n8n:5678',
			description:
				"Address at which the Evolution API server reaches n8n. Defaults to n8n's own webhook URL.",
		}),
		displayOptions: shownForChat,
	},
);

export const messageLayoutInput = collectionInput({
	values: z.object({ footer: optionalText, listButtonText: optionalText }),
});

export const responsePageInput = collectionInput({
	values: z.object({
		baseUrl: optionalN8nUrl,
		buttonLabel: optionalText,
		confirmationText: optionalText,
		description: optionalText,
		title: optionalText,
	}),
});

/** A choice as it was typed: `Yes || sim || s`. */
interface Choice {
	readonly label: string;
	readonly synonyms: readonly string[];
}

const OR = '||';

function parseChoice(line: string): Choice {
	const [label = '', ...synonyms] = line.split(OR).map((word) => word.trim());
	return { label, synonyms: synonyms.filter((word) => word !== '') };
}

export const choicesInput = numberedLabels.transform((lines) => lines.map(parseChoice));

export const approvalOptionsInput = collectionInput({
	values: z.object({
		approvalType: choice('single', 'double').optional(),
		approveLabel: optionalText,
		disapproveLabel: optionalText,
	}),
});

function approvalChoices(options: z.output<typeof approvalOptionsInput>): Choice[] {
	const { approvalType, approveLabel = 'Yes', disapproveLabel = 'No' } = { ...options?.values };
	const labels = approvalType === 'single' ? [approveLabel] : [approveLabel, disapproveLabel];
	return labels.map(parseChoice);
}

/**
 * Finds two choices that the same answer could mean: a label or synonym is also a label, synonym or number of another choice.
 * @returns the label of one of the choices, and the ambiguous word; undefined if all words differ
 */
function findTwins(
	choices: readonly Choice[],
	showsNumbers: boolean,
): [string, string] | undefined {
	const byLabel = choices.map((choice) => [comparableWord(choice.label), choice] as const);
	// Reversed, so that the first of two choices with the same label ends up in the map.
	const byWord = new Map(byLabel.reverse());
	for (const choice of choices) {
		for (const word of [choice.label, ...choice.synonyms]) {
			const atNumber = showsNumbers ? choices[placeOf(word)] : undefined;
			const other = byWord.get(comparableWord(word)) ?? choice;
			if (other !== choice) return [other.label, word];
			if (atNumber !== undefined && atNumber !== choice) return [atNumber.label, word];
			byWord.set(comparableWord(word), choice);
		}
	}
	return undefined;
}

const CAPACITY: Record<Form, { readonly min: number; readonly max: number; readonly as: string }> =
	{
		buttons: { min: 1, max: 3, as: 'as buttons' },
		list: { min: 1, max: 10, as: 'as a list' },
		numberedList: { min: 1, max: 50, as: 'as a numbered list' },
		page: { min: 1, max: 2, as: 'on the approval page' },
		poll: { min: 2, max: 10, as: 'as a poll' },
	};

const HAS_CHOICES: readonly ResponseType[] = ['approval', 'choice'];

function capacityProblem(form: Form, count: number): string | undefined {
	const { min, max, as } = CAPACITY[form];
	if (count >= min && count <= max) return undefined;
	return `can show ${min} to ${max} choices ${as}, not ${count}`;
}

interface QuestionInput {
	readonly message: string;
	readonly responseType: ResponseType;
	readonly showChoicesAs: Form;
	readonly choices?: readonly Choice[];
	readonly approvalOptions?: z.output<typeof approvalOptionsInput>;
	readonly options?: { readonly acceptedAnswers?: AcceptedAnswers };
}

/** @param hasNoChoices true if the server sends buttons and lists as a numbered list */
export function makeQuestion(
	input: Omit<QuestionInput, 'message' | 'options'>,
	hasNoChoices: boolean,
): Omit<Question, 'mark'> {
	const { responseType: type, showChoicesAs, choices: ownChoices = [] } = input;
	const isAsked = HAS_CHOICES.includes(type);
	const allChoices = type === 'approval' ? approvalChoices(input.approvalOptions) : ownChoices;
	const shownChoices = isAsked ? allChoices : [];
	const form = isAsked ? showChoicesAs : type === 'customForm' ? 'page' : 'numberedList';
	return {
		responseType: type,
		form,
		labels: shownChoices.map(({ label }) => label),
		synonyms: shownChoices.map(({ synonyms }) => synonyms),
		showsNumbers: form === 'numberedList' || (hasNoChoices && ['buttons', 'list'].includes(form)),
	};
}

function checkResponders(input: QuestionInput, context: z.RefinementCtx): void {
	const { responseType: type, showChoicesAs, options = {} } = input;
	const isPage = type === 'customForm' || (type === 'approval' && showChoicesAs === 'page');
	if (!isPage || (options.acceptedAnswers?.from ?? 'anyone') === 'anyone') return;
	const hint = 'Ask in the chat, or remove the option.';
	const path = ['options', 'acceptedAnswers', 'values', 'from'];
	reportProblem(
		context,
		'does not work on a page, where anyone who has the link can answer',
		hint,
		path,
	);
}

export function checkQuestion(input: QuestionInput, context: z.RefinementCtx): void {
	checkResponders(input, context);
	const { responseType: type, showChoicesAs: form, choices: ownChoices = [] } = input;
	if (!HAS_CHOICES.includes(type)) return;
	const isApproval = type === 'approval';
	const allChoices = isApproval ? approvalChoices(input.approvalOptions) : ownChoices;
	const overflow = capacityProblem(form, allChoices.length);
	const field = isApproval ? 'approvalOptions' : 'choices';
	const twins = findTwins(allChoices, !['poll', 'page'].includes(form));
	const isUnlabelled = allChoices.some(({ label }) => label === '');
	if (isUnlabelled) {
		const hint = 'Enter the choice before the first ||.';
		reportProblem(context, 'has a choice with nothing but synonyms', hint, [field]);
	} else if (!isApproval && allChoices.length < 2) {
		const hint = 'Enter at least two, one per line.';
		reportProblem(context, 'has fewer than two choices', hint, [field]);
	} else if (form === 'page' && !isApproval) {
		const hint = 'Show the choices in another way, or set Response Type to Approval.';
		reportProblem(context, 'shows a page only for approvals', hint, ['showChoicesAs']);
	} else if (overflow !== undefined) {
		const hint = 'Show the choices in another way, e.g. as a numbered list.';
		reportProblem(context, overflow, hint, ['showChoicesAs']);
	} else if (twins !== undefined) {
		const problem = `has "${twins[0]}" and "${twins[1]}", which cannot be told apart in an answer`;
		const hint = 'Use different words: case, accents and punctuation are ignored.';
		reportProblem(context, problem, hint, [field]);
	} else if (form === 'poll') {
		const labels = allChoices.map(({ label }) => label);
		checkPollLengths(input.message, labels, context, ['message', field]);
	}
}
