import { z } from 'zod';

import { readSent } from '../../server/ask/messages';
import { asFailure, mayHaveArrived, RequestFailure } from '../../errors/failure';
import { refuseModelsChoice } from '../../core/input/modelsChoice';
import { getInputItem } from '../../core/input/inputFile';
import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation, type Call } from '../../table/operation';
import { parseAddress, comparable } from '../../core/values/addresses';
import { plainName } from '../../core/values/text';
import { collectionInput, optionsField, textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';
import { recipient, recipientInput } from '../../fields/recipient';
import { type ItemWithFiles, keepFiles } from '../../run/perform';
import { sendPartOnce } from '../../sending/sentOnce';
import { sendText } from '../message/text';
import { preparePart } from '../message/part';
import { makeInstanceId } from '../../server/account';
import { noteFailedHandOver } from '../../trigger/inbox/failedExecutions';
import { findGathered, findTriggerMessage } from './triggerMessage';
import {
	locateChat,
	pausedPreview,
	pauseMinutes,
	pauseShape,
	readChats,
	runTakeover,
	takeoverFields,
} from './takeover';

const TITLE = '*A customer is waiting for a person*';

const handOverInput = z.object({
	...pauseShape,
	notify: recipientInput,
	summary: optionalText,
	messageToCustomer: optionalText,
	options: collectionInput({ title: optionalText }),
});

type HandOverInput = z.output<typeof handOverInput>;

/** `GET /webhook/find/{instance}` lists the workflows to pause. `POST /message/sendText/{instance}` tells team and customer. */
export const handOverToHuman = defineOperation({
	name: 'Hand Over to Human',
	value: 'handOverToHuman',
	action: 'Hand a WhatsApp chat over to a human',
	description: 'Pause the bot in a chat, notify the team, then message the customer',
	request: { method: 'POST', path: '/message/sendText/{instance}', idempotent: false },
	fields: [
		{
			displayName:
				'Pauses the chat in all published workflows of the instance. At least one must be published. If the hand-over by an agent fails, only the agent sees the error. System → Check Setup also shows it for an hour.',
			name: 'handOverNotice',
			type: 'notice',
			default: '',
		},
		...takeoverFields,
		{
			...recipient,
			displayName: 'Team to Notify',
			name: 'notify',
			description: 'Number or group to notify, with a link to the chat',
		},
		textField('Summary', 'summary', {
			typeOptions: { rows: 4 },
			placeholder: 'e.g. Wants to change the address of order 1234',
			description:
				"Context for the team. The customer's name and last message are always included.",
		}),
		textField('Message to Customer', 'messageToCustomer', {
			typeOptions: { rows: 2 },
			placeholder: 'e.g. A colleague will answer you here soon.',
			description: 'Sent after the team has been notified. Leave empty to send nothing.',
		}),
		pauseMinutes,
		optionsField(
			textField('Title', 'title', {
				default: TITLE,
				description: 'First line of the notification',
			}),
		),
	],
	input: handOverInput,
	example: {
		chatSource: 'specific',
		recipient: '5511988887777',
		notify: '5511977776666',
		pauseMinutes: 60,
		summary: 'Wants to change the address of order 1234.',
		messageToCustomer: 'A colleague will answer you here soon.',
	},
	preview: {
		...pausedPreview,
		teamMessageId: '3EB0A1B2C3D4E5F60718',
		customerMessageId: '3EB0A1B2C3D4E5F60719',
	},
	locate: locateChat,
	run: async (input, call) =>
		await handOver(input, call).catch((error: unknown) => {
			noteFailedHandOver(makeInstanceId(call.connection, call.instance), error);
			throw error;
		}),
});

async function handOver(input: HandOverInput, call: Call): Promise<ItemWithFiles> {
	// The message quotes the customer, so it must not reach a stranger.
	refuseModelsChoice(call.context, call.index, 'recipient', 'notify');
	const chats = readChats(input, call);
	refuseSameChat(chats, input.notify);
	const { summary, messageToCustomer, options } = input;
	const wrote = input.chatSource === 'trigger' ? readAuthor(call) : { texts: [] };
	const title = options?.title ?? TITLE;
	const handOverText = writeHandOver({ title, chats, ...wrote, summary });
	// Prepares both messages before the first step, so that a mistake in one of them stops all steps.
	const tellTeam = await messageTo(call, 'summary', input.notify, handOverText);
	const tellCustomer =
		messageToCustomer === undefined
			? undefined
			: await messageTo(call, 'messageToCustomer', chats[1] ?? chats[0], messageToCustomer);

	const pause = { do: 'pause', minutes: input.pauseMinutes } as const;
	// Even if the chat can't be paused, the team must hear of the customer.
	const takeover = await runTakeover(input, call, pause).catch(asFailure);
	const until =
		takeover instanceof RequestFailure
			? 'The chat is not paused.'
			: `The chat is paused until ${String(takeover.until)}.`;
	const teamMessageId = await tellTeam().catch(
		asUnfinished('The team', `${until} The customer was told nothing.`),
	);
	if (takeover instanceof RequestFailure) throw notPaused(takeover, teamMessageId);
	const customerMessageId = await tellCustomer?.().catch(
		asUnfinished('The customer', `${until} The team was told (message ${String(teamMessageId)}).`),
	);
	return keepFiles(call, {
		...takeover,
		teamMessageId,
		customerMessageId: customerMessageId ?? null,
	});
}

/** @throws {InputProblem} if the message to the team would reach the customer */
function refuseSameChat(chats: readonly string[], team: string): void {
	if (!chats.some((chat) => comparable(chat) === comparable(team))) return;
	throw new InputProblem(
		['notify'],
		'is the chat that is handed over',
		'Choose another number or a group.',
	);
}

/** @returns a function that sends the text and returns the message ID. Retries of the node don't send the text again */
async function messageTo(
	call: Call,
	field: 'messageToCustomer' | 'summary',
	number: string,
	text: string,
): Promise<() => Promise<string | null>> {
	const { context, index, instance } = call;
	const send = await preparePart(call, [sendText, { recipient: number, text }]).catch(
		inField(field),
	);
	const part = [instance, 'handOverToHuman', number, text];
	return async () => {
		const [message] = await sendPartOnce(context, getInputItem(context, index), part, async () => [
			{ json: await send() },
		]);
		return readSent(message?.json).messageId;
	};
}

const inField =
	(field: string) =>
	(error: unknown): never => {
		if (!(error instanceof InputProblem)) throw error;
		throw new InputProblem([field], error.problem, error.hint);
	};

const notPaused = ({ failure }: RequestFailure, teamMessageId: string | null) =>
	new RequestFailure({
		...failure,
		description: `The team was told (message ${String(teamMessageId)}), but the chat is not paused, and the customer was told nothing. ${failure.description}`,
		nothingDone: false,
	});

const asUnfinished =
	(who: string, rest: string) =>
	(error: unknown): never => {
		if (!(error instanceof RequestFailure)) throw error;
		const { failure } = error;
		const reason = failure.message.replace(/\.$/, '');
		throw new RequestFailure({
			...failure,
			message: `${reason}. ${who} ${mayHaveArrived(failure) ? 'may not have been' : 'was not'} told`,
			description: `${rest} ${failure.description}`,
		});
	};

// Writes the message to the team. Only its title is this package's own text, so that users can write the message in any language.
// The message contains no time, so a repeated run writes the same text.

const LONGEST_QUOTE = 700;

interface HandedOver {
	readonly title: string;
	/** Addresses of the chat, its JID first. */
	readonly chats: readonly [string, ...string[]];
	readonly name?: string;
	readonly texts: readonly string[];
	readonly summary?: string;
}

function readAuthor({ context, index }: Call): Pick<HandedOver, 'name' | 'texts'> {
	const message = findTriggerMessage(context, index, 'chat');
	const parts = findGathered(context, index, message);
	const messages = parts.length > 0 ? parts : [message];
	return {
		name: message.senderName,
		texts: messages.flatMap(({ text, fromMe }) => (text === undefined || fromMe ? [] : [text])),
	};
}

function writeHandOver({ title, chats, name, texts, summary }: HandedOver): string {
	const { phoneNumber } = parseAddress(...chats);
	const link = phoneNumber === null ? chats[0] : `https://wa.me/${phoneNumber}`;
	const who = [name && plainName(name), link].filter(Boolean).join('\n');
	const quote = quoteText(texts.join('\n'));
	return [title, who, quote, summary].filter(Boolean).join('\n\n');
}

function quoteText(text: string): string {
	const letters = [...text.trim()];
	const excerpt =
		letters.length > LONGEST_QUOTE ? `${letters.slice(0, LONGEST_QUOTE).join('')}…` : text.trim();
	return excerpt === '' ? '' : excerpt.replace(/^/gm, '> ');
}
