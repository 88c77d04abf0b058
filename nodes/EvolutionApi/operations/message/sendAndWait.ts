import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { defineOperation, type Call } from '../../table/operation';
import { collectionInput, textField } from '../../fields/fieldKinds';
import { choice } from '../../core/input/checks';
import { InputProblem } from '../../core/input/inputProblem';
import { refuseModelsChoice } from '../../core/input/modelsChoice';
import { isTool } from '../../core/input/nodeOutputs';
import { isRunByAgent } from '../../n8n/contexts';
import { isHumanReview } from '../../table/prepare/modelArguments';
import { showHidden } from '../../core/values/text';
import { LONGEST_MESSAGE } from '../../fields/messageText';
import { optionalN8nUrl, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { recipient, recipientInput } from '../../fields/recipient';
import { receiptInput } from '../../sending/deliveryReceipt';
import { refuseDeliveryReceipt } from '../../sending/settings';
import { acceptedAnswersInput } from '../../wait/acceptedAnswers';
import { askAndWait } from '../../wait/askAndWait';
import { checkForm, definedFields, jsonFields } from '../../wait/form';
import { chooseReprompt, invalidAnswerInput } from '../../wait/invalidAnswer';
import { limitWaitTimeInput } from '../../wait/waitLimit';
import { defineForm, formFields, jsonOutput } from './formFields';
import * as question from './questionFields';
import { findTriggerMessages } from '../conversation/triggerMessage';

const LIST_BUTTON = 'Choose';

/** Refuses several items, because the node makes the whole execution wait. */
function refuseSeveral({ context }: Call): void {
	const { length } = context.getInputData();
	if (length === 1) return;
	const problem = `${sendAndWait.name} accepts one item, not ${length}`;
	throw new NodeOperationError(context.getNode(), problem, {
		description:
			'The whole execution waits. Add a Loop Over Items node with a batch size of 1 before this node, or start an execution for each item with Execute Sub-workflow.',
	});
}

/** Refuses an agent that runs the tool itself and can't wait: the model would read `approved: null` at once. */
function refuseOldAgent({ context }: Call): void {
	if (!isTool(context) || isHumanReview(context) || !isRunByAgent(context)) return;
	const problem =
		'Nothing was asked, because an agent older than version 3 cannot wait for the answer';
	throw new NodeOperationError(context.getNode(), problem, {
		description:
			'The model would read "approved: null" at once. Add the AI Agent node again to get its newest version, or use this operation outside the agent, as a node of the workflow.',
	});
}

/** Matches the expression for the parameters of the tool to approve. n8n would insert these as `[object Object]`. */
const TOOL_INPUT = /\{\{\s*\$tool\.parameters\s*\}\}/g;
const TOOL_INPUT_AS_JSON = '{{ JSON.stringify($tool.parameters) }}';

/** @throws {InputProblem} if the text contains `[object Object]` */
function describeToolCall(message: string, { context, index }: Call): string {
	const { message: template } = context.getNode().parameters;
	const question =
		typeof template === 'string' && template.startsWith('=')
			? template.slice(1).replace(TOOL_INPUT, () => TOOL_INPUT_AS_JSON)
			: undefined;
	const description =
		question === undefined ? message : String(context.evaluateExpression(question, index));
	if (!/\[object \w+\]/.test(description)) return showHidden(description);
	throw new InputProblem(
		['message'],
		'contains [object Object] instead of readable values',
		`Write ${TOOL_INPUT_AS_JSON} in its place.`,
	);
}

/** @throws {InputProblem} if the text is too long to arrive in full */
function readable(message: string, call: Call): string {
	const content = isHumanReview(call.context) ? describeToolCall(message, call) : message;
	if (content.length <= LONGEST_MESSAGE) return content;
	const problem = `has ${content.length} characters, but a message has ${LONGEST_MESSAGE} at most`;
	throw new InputProblem(['message'], problem, 'Shorten it, so that it arrives in full.');
}

/** `POST /message/sendText/{instance}`, or the route for buttons, lists or polls */
export const sendAndWait = defineOperation({
	name: 'Send and Wait for Response',
	value: 'sendAndWait',
	action: 'Send a WhatsApp message and wait for the response',
	description: 'Ask a person or a group, and continue the workflow with the answer',
	request: { method: 'POST', path: '/message/sendText/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		textField('Message', 'message', {
			typeOptions: { rows: 4 },
			required: true,
			placeholder: 'e.g. Shall we deliver tomorrow?',
			description: 'Question to send. *bold* and _italic_ work as in WhatsApp.',
		}),
		question.responseType,
		question.choices,
		question.showChoicesAs,
		question.approvalOptions,
		defineForm,
		formFields,
		jsonOutput,
		question.questionOptions,
	],
	input: z
		.object({
			recipient: recipientInput,
			message: text,
			responseType: choice('approval', 'choice', 'customForm', 'freeText').default(
				question.responseType.default,
			),
			choices: question.choicesInput.optional(),
			showChoicesAs: choice('buttons', 'list', 'numberedList', 'page', 'poll').default(
				question.showChoicesAs.default,
			),
			approvalOptions: question.approvalOptionsInput,
			defineForm: choice('fields', 'json').default(defineForm.default),
			formFields: definedFields,
			jsonOutput: jsonFields.optional(),
			options: collectionInput({
				acceptedAnswers: acceptedAnswersInput,
				deliveryReceipt: receiptInput,
				invalidAnswer: invalidAnswerInput,
				limitWaitTime: limitWaitTimeInput,
				messageLayout: question.messageLayoutInput,
				responsePage: question.responsePageInput,
				webhookBaseUrl: optionalN8nUrl,
			}),
		})
		.superRefine(question.checkQuestion)
		.transform(
			({ defineForm: source, formFields: formInput, jsonOutput: json, ...input }, context) => {
				if (input.responseType !== 'customForm') return { ...input, fields: undefined };
				const fields = source === 'json' ? json : formInput;
				checkForm(fields, source === 'json' ? 'jsonOutput' : 'formFields', context);
				return { ...input, fields };
			},
		),
	example: {
		recipient: '5511988887777',
		message: 'Shall we deliver tomorrow?',
		responseType: 'approval',
		options: {
			limitWaitTime: {
				values: { limitType: 'afterTimeInterval', resumeAmount: 2, resumeUnit: 'hours' },
			},
		},
	},
	preview: {
		approved: true,
		choice: 'Yes',
		text: '1',
		timedOut: false,
		answered: true,
		message: {
			messageId: '3ADC7D15635B887F6BC1',
			chat: '5511988887777@s.whatsapp.net',
			senderName: 'Ana',
			senderPhone: '5511988887777',
			isGroup: false,
			kind: 'text',
			text: '1',
			timestamp: '2026-01-31T12:00:00.000Z',
		},
		respondedAt: '2026-01-31T12:00:00.000Z',
		responder: { name: 'Ana', number: '5511988887777', lid: null },
		personId: '551188887777',
		data: {
			approved: true,
			respondedAt: '2026-01-31T12:00:00.000Z',
			responder: {
				id: '5511988887777',
				name: 'Ana',
				username: '5511988887777',
				source: 'whatsapp',
				number: '5511988887777',
				lid: null,
			},
			channel: '5511988887777@s.whatsapp.net',
			chatId: '5511988887777@s.whatsapp.net',
			messageId: '3EB0F9467AAB6252DC17F2',
		},
	},
	async run({ recipient: number, message: questionText, options: more = {}, ...input }, call) {
		refuseSeveral(call);
		refuseOldAgent(call);
		// Otherwise, the model could choose who approves its own call.
		if (isHumanReview(call.context)) refuseModelsChoice(call.context, call.index, 'recipient');
		const message = readable(questionText, call);
		if (more.deliveryReceipt !== undefined) refuseDeliveryReceipt(call.connection.authentication);
		const asking = question.makeQuestion(input, call.connection.server.sendsNoChoices === true);
		const isPage = asking.form === 'page';
		const { baseUrl: pageUrl, ...page } = { ...more.responsePage?.values };
		const { footer, listButtonText = LIST_BUTTON } = { ...more.messageLayout?.values };
		const requireQuote = more.acceptedAnswers?.requireQuote ?? 'humanReview';
		return await askAndWait(
			{
				recipient: number,
				question: asking,
				wording: { message, footer, listButtonText },
				limit: more.limitWaitTime,
				receipt: more.deliveryReceipt,
				acceptedAnswers: more.acceptedAnswers,
				settings: {
					baseUrl: isPage ? pageUrl : more.webhookBaseUrl,
					reprompt: isPage ? undefined : chooseReprompt(more.invalidAnswer, asking, message),
					fields: input.fields,
					page: isPage ? page : undefined,
					requiresQuote:
						requireQuote === 'humanReview'
							? isHumanReview(call.context)
							: requireQuote === 'always',
					startedBy: findTriggerMessages(call.context, call.index).map((one) => one.messageId),
				},
			},
			call,
		);
	},
});
