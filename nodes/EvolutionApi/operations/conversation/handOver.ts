import { z } from 'zod';

import { mayHaveArrived, RequestFailure } from '../../core/failures/failure';
import { inputItem } from '../../core/input/inputItem';
import { InputProblem } from '../../core/input/inputProblem';
import { sendPartOnce } from '../../core/run/sentOnce';
import { serverOf } from '../../core/server/serverOf';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { comparable } from '../../core/values/addresses';
import { collectionInput, optionsField } from '../../fields/collections';
import { textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';
import { recipient, recipientInput } from '../../fields/recipient';
import { sendText } from '../message/sendText';
import { handOverText, whoWrote } from './shared/handOverText';
import { refuseModelsChoice } from './shared/modelsChoice';
import { prepare } from './shared/part';
import {
	chatsOfInput,
	instanceOfChat,
	pausedPreview,
	pauseFields,
	pauseShape,
	runTakeOver,
} from './shared/takeOver';

const HEADING = '*Somebody waits for a person*';

/** `GET /webhook/find/{instance}` to pause, then `POST /message/sendText/{instance}` to the team and to the customer. */
export const handOver = defineOperation({
	name: 'Hand Over',
	value: 'handOver',
	action: 'Hand a WhatsApp chat over to the team',
	description:
		'Pause workflows in a chat, as Pause does, then tell the team who waits there, then tell the customer',
	request: { method: 'POST', path: '/message/sendText/{instance}', retry: 'neverAfterSent' },
	fields: [
		...pauseFields,
		{
			...recipient,
			displayName: 'Team',
			name: 'team',
			description: 'The number or group that is told, with a link to the chat',
		},
		textField('Summary', 'summary', {
			typeOptions: { rows: 4 },
			placeholder: 'e.g. Wants to change the address of order 1234',
			description:
				'What else the team should know. It gets the name of the customer and what they wrote last anyway.',
		}),
		textField('Text for Customer', 'customerText', {
			typeOptions: { rows: 2 },
			placeholder: 'e.g. A colleague will answer you here soon.',
			description: 'Sent when the team has been told. Leave empty to send nothing.',
		}),
		optionsField(
			textField('Heading', 'heading', {
				default: HEADING,
				description: 'The first line of what the team reads',
			}),
		),
	],
	input: z.object({
		...pauseShape,
		team: recipientInput,
		summary: optionalText,
		customerText: optionalText,
		options: collectionInput({ heading: optionalText }),
	}),
	example: {
		chatSource: 'other',
		recipient: '5511988887777',
		team: '5511977776666',
		pauseMinutes: 60,
		summary: 'Wants to change the address of order 1234.',
		customerText: 'A colleague will answer you here soon.',
	},
	preview: {
		...pausedPreview,
		teamMessageId: '3EB0A1B2C3D4E5F60718',
		customerMessageId: '3EB0A1B2C3D4E5F60719',
	},
	instanceWhenEmpty: instanceOfChat,
	keepsFiles: true,
	async run(input, call) {
		refuseModelsChoice(call, ['recipient', 'team']);
		const chats = chatsOfInput(input, call);
		refuseSameChat(chats, input.team);
		const { summary, customerText, options } = input;
		const wrote = input.chatSource === 'trigger' ? whoWrote(call) : { written: [] };
		const heading = options?.heading ?? HEADING;
		const told = handOverText({ heading, chats, ...wrote, summary });
		// Before the first step it is certain that the others can be tried.
		const tellTeam = await messageTo(call, 'summary', input.team, told);
		const tellCustomer =
			customerText === undefined
				? undefined
				: await messageTo(call, 'customerText', chats[1] ?? chats[0], customerText);

		const pause = { do: 'pause', minutes: input.pauseMinutes } as const;
		const paused = await runTakeOver(input, call, pause).catch(asNotBegun);
		const until = `The chat is paused until ${String(paused.until)}.`;
		const teamMessageId = await tellTeam().catch(
			asUnfinished('The team', `${until} The customer was told nothing.`),
		);
		const customerMessageId = await tellCustomer?.().catch(
			asUnfinished(
				'The customer',
				`${until} The team was told (message ${String(teamMessageId)}).`,
			),
		);
		return { ...paused, teamMessageId, customerMessageId: customerMessageId ?? null };
	},
});

/** @throws {InputProblem} if the customer would read what the team is told */
function refuseSameChat(chats: readonly string[], team: string): void {
	if (!chats.some((chat) => comparable(chat) === comparable(team))) return;
	throw new InputProblem(
		['team'],
		'is the chat that is handed over',
		'Choose another number or a group.',
	);
}

/**
 * @param field that a text which cannot be sent comes from
 * @returns sends the text, once in all tries of the node, and gives the ID of the message
 */
async function messageTo(
	call: Call,
	field: 'customerText' | 'summary',
	number: string,
	text: string,
): Promise<() => Promise<string | null>> {
	const { context, index, instance, connection } = call;
	const send = await prepare(call, [sendText, { recipient: number, text }]).catch(inField(field));
	const part = [instance, 'handOver', number, text];
	return async () => {
		const [sent] = await sendPartOnce(context, inputItem(context, index), part, async () => [
			{ json: await send() },
		]);
		return serverOf(connection).sends.readAnswer(sent?.json).messageId;
	};
}

const inField =
	(field: string) =>
	(error: unknown): never => {
		if (!(error instanceof InputProblem)) throw error;
		throw new InputProblem([field], error.problem, error.hint);
	};

/** The chat is not paused: the next try may begin anew. */
function asNotBegun(error: unknown): never {
	if (!(error instanceof RequestFailure)) throw error;
	const { failure } = error;
	throw new RequestFailure({
		...failure,
		description: `Neither the team nor the customer was told. ${failure.description}`,
		nothingDone: true,
	});
}

/** The failure of a step, with what was done before it and what was not. */
const asUnfinished =
	(who: string, rest: string) =>
	(error: unknown): never => {
		if (!(error instanceof RequestFailure)) throw error;
		const { failure } = error;
		const said = failure.message.replace(/\.$/, '');
		throw new RequestFailure({
			...failure,
			message: `${said}. ${who} ${mayHaveArrived(failure) ? 'may not have been' : 'was not'} told`,
			description: `${rest} ${failure.description}`,
		});
	};
