import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import { collectionInput, optionsField } from '../../../fields/collections';
import { confirmDelivery } from '../../../fields/confirmDelivery';
import { choiceField, fieldGroup, groupsField, textField } from '../../../fields/fieldKinds';
import { choice, lines, optionalText } from '../../../fields/inputs';
import { toggle } from '../../../fields/toggle';
import { ambiguous, type Choice, type Form, type ResponseType } from '../../../wait/question';
import { whenNotUnderstoodOption } from '../../../wait/repromptOption';
import { limitWaitTimeOption } from '../../../wait/waitLimit';
import { whoMayAnswerOption, type WhoMayAnswer } from '../../../wait/whoMayAnswer';

// The fields of *Send and Wait for Response*. `message`, `responseType` and `approvalOptions` have the
// names that n8n looks for when it makes a tool by which a person approves what an agent does.

export const responseType = choiceField('Response Type', 'responseType', {
	options: [
		{ name: 'Approval', value: 'approval', description: 'Yes or no' },
		{ name: 'Choice', value: 'choice', description: 'One of several choices' },
		{
			name: 'Custom Form',
			value: 'customForm',
			description: 'A link to a page of n8n with fields to fill in',
		},
		{ name: 'Free Text', value: 'freeText', description: 'Whatever the person writes or sends' },
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
		'One per line, or a list from an expression. The person may answer with the text, the number, or other words that follow the choice after ||.',
});

export const askWith = choiceField('Ask With', 'askWith', {
	displayOptions: { show: { responseType: ['approval', 'choice'] } },
	options: [
		{
			name: 'Approval Page',
			value: 'page',
			description: 'A link to a page of n8n with buttons. For approvals.',
		},
		{
			name: 'Buttons',
			value: 'buttons',
			description:
				'Up to 3 buttons. Many phones do not show them; on Evolution Go they become numbered text.',
		},
		{
			name: 'List',
			value: 'list',
			description:
				'A list to open. Many phones do not show it; on Evolution Go it becomes numbered text.',
		},
		{
			name: 'Numbered Text',
			value: 'numbers',
			description: 'The choices with numbers. Every phone shows it.',
		},
		{ name: 'Poll', value: 'poll', description: 'A poll with 2 to 10 options' },
	],
	default: 'numbers',
	description: 'How the choices are shown. Answers are understood in any form.',
});

export const approvalOptions = groupsField('Approval Options', 'approvalOptions', {
	displayOptions: { show: { responseType: ['approval'] } },
	placeholder: 'Add option',
	options: [
		fieldGroup('Values', 'values', [
			choiceField('Type of Approval', 'approvalType', {
				options: [
					{ name: 'Approve Only', value: 'single' },
					{ name: 'Approve and Disapprove', value: 'double' },
				],
				default: 'double',
			}),
			textField('Approve Label', 'approveLabel', {
				default: 'Yes',
				description: 'Other words for it may follow after ||, e.g. Yes || sim || s',
			}),
			textField('Disapprove Label', 'disapproveLabel', {
				displayOptions: { show: { approvalType: ['double'] } },
				default: 'No',
			}),
		]),
	],
});

export const options = optionsField(
	{
		...toggle(
			'Answer Only by Quoting',
			'onlyByQuoting',
			'Whether only a message that quotes the question, or presses one of its buttons, is an answer. In human review of an AI agent this is on unless you switch it off here.',
			true,
		),
		displayOptions: {
			hide: { '/askWith': ['page'] },
			show: { '/responseType': ['approval', 'choice', 'freeText'] },
		},
	},
	confirmDelivery,
	textField('Footer', 'footer', {
		placeholder: 'e.g. Answer with the number',
		description: 'Text at the end of the message. A poll has none.',
	}),
	textField('Form Button Label', 'responseFormButtonLabel', {
		displayOptions: { show: { '/responseType': ['customForm'] } },
		default: 'Submit',
		description: 'What the button at the end of the form says',
	}),
	textField('Form Description', 'responseFormDescription', {
		displayOptions: { show: { '/responseType': ['customForm'] } },
		typeOptions: { rows: 2 },
		description: 'What the page says above the fields. Leave empty to repeat the message.',
	}),
	textField('Form Title', 'responseFormTitle', {
		displayOptions: { show: { '/responseType': ['customForm'] } },
		placeholder: 'e.g. Your delivery',
	}),
	limitWaitTimeOption,
	textField('List Button Text', 'listButtonText', {
		default: 'Choose',
		description: 'Text of the button that opens the list',
	}),
	textField('Text After the Answer', 'formSubmittedText', {
		displayOptions: { show: { '/responseType': ['approval', 'customForm'] } },
		placeholder: 'e.g. Thank you. You can close this page.',
		description: 'What the page says when it was answered. Without it there is only a tick.',
	}),
	textField('Webhook Base URL', 'webhookBaseUrl', {
		placeholder: 'e.g. http://n8n:5678',
		description:
			"Address at which the Evolution API server, or the person with the page, reaches n8n. Leave empty to use n8n's own webhook URL.",
	}),
	whenNotUnderstoodOption,
	whoMayAnswerOption,
);

/** Between a label and its synonyms. */
const OR = '||';

/** `Yes || sim || s` */
function choiceIn(typed: string): Choice {
	const [label = '', ...synonyms] = typed.split(OR).map((word) => word.trim());
	return { label, synonyms: synonyms.filter((word) => word !== '') };
}

export const choicesInput = lines.transform((typed) => typed.map(choiceIn));

export const approvalOptionsInput = collectionInput({
	values: z.object({
		approvalType: choice('single', 'double').optional(),
		approveLabel: optionalText,
		disapproveLabel: optionalText,
	}),
});

/** For yes, and for no if there is that. */
export function approvalChoices(given: z.output<typeof approvalOptionsInput>): Choice[] {
	const {
		approvalType = 'double',
		approveLabel = 'Yes',
		disapproveLabel = 'No',
	} = {
		...given?.values,
	};
	const labels = approvalType === 'single' ? [approveLabel] : [approveLabel, disapproveLabel];
	return labels.map(choiceIn);
}

/** How many labels each form can show, by the limits of WhatsApp or the server. */
const ROOM: Record<Form, { readonly min: number; readonly max: number; readonly name: string }> = {
	buttons: { min: 1, max: 3, name: 'Buttons' },
	list: { min: 1, max: 10, name: 'A list' },
	numbers: { min: 1, max: 50, name: 'A text' },
	page: { min: 1, max: 2, name: 'The page' },
	poll: { min: 2, max: 10, name: 'A poll' },
};

const HAS_CHOICES: readonly ResponseType[] = ['approval', 'choice'];

function roomProblem(form: Form, count: number): string | undefined {
	const { min, max, name } = ROOM[form];
	if (count >= min && count <= max) return undefined;
	const room = min === max ? `${min}` : `${min} to ${max}`;
	return `${name} can show ${room} choices, not ${count}`;
}

interface GivenQuestion {
	readonly responseType: ResponseType;
	readonly askWith: Form;
	readonly choices?: readonly Choice[];
	readonly approvalOptions?: z.output<typeof approvalOptionsInput>;
	readonly options?: { readonly whoMayAnswer?: WhoMayAnswer };
}

/** Whoever has the link may open a page. */
function checkWho(given: GivenQuestion, context: z.RefinementCtx): void {
	const { responseType: type, askWith, options = {} } = given;
	const isPage = type === 'customForm' || (type === 'approval' && askWith === 'page');
	if (!isPage || options.whoMayAnswer === undefined) return;
	const hint = 'Whoever has the link can answer there. Ask in the chat.';
	reportProblem(context, 'cannot be known on a page', hint, ['options', 'whoMayAnswer']);
}

/** Reports what cannot be asked in this form, or answers that could not be told apart. */
export function checkQuestion(given: GivenQuestion, context: z.RefinementCtx): void {
	checkWho(given, context);
	const { responseType: type, askWith: form, choices: listed = [] } = given;
	if (!HAS_CHOICES.includes(type)) return;
	const isApproval = type === 'approval';
	const asked = isApproval ? approvalChoices(given.approvalOptions) : listed;
	const noRoom = roomProblem(form, asked.length);
	const field = isApproval ? 'approvalOptions' : 'choices';
	const twins = ambiguous(asked);
	const isUnlabelled = asked.some(({ label }) => label === '');
	if (isUnlabelled) {
		const hint = 'Write what the person sees in front of the first ||.';
		reportProblem(context, 'a choice has only other words for it', hint, [field]);
	} else if (!isApproval && asked.length < 2) {
		reportProblem(context, 'at least two are needed', 'Write one per line.', [field]);
	} else if (form === 'page' && !isApproval) {
		const hint = 'Choose another form, or the response type Approval.';
		reportProblem(context, 'the page is for approvals', hint, ['askWith']);
	} else if (noRoom !== undefined) {
		reportProblem(context, noRoom, 'Choose another form, e.g. numbered text.', ['askWith']);
	} else if (twins !== undefined) {
		const problem = `"${twins[0]}" and "${twins[1]}" could not be told apart in an answer`;
		reportProblem(context, problem, 'Capitals, accents and punctuation make no difference.', [
			field,
		]);
	}
}
