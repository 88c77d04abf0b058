import type { Exchange, Failure } from '../../failures/failure';
import { isSuccess } from '../../values/answer';

// What the server refuses before it does anything, sometimes with a 500.

const UNREADABLE =
	/Failed to get video duration|Failed to convert audio|Input (buffer|file) |Invalid data found when processing input/;

export function unreadableFile({ status, messages }: Exchange): Failure | undefined {
	if (isSuccess(status) || !messages.some((text) => UNREADABLE.test(text))) return undefined;
	return {
		message: 'The server cannot read the file',
		description: 'Check that the file is complete, and of the kind that this operation sends.',
		nothingDone: true,
	};
}

export function nameTaken({ status, messages }: Exchange): Failure | undefined {
	const name = messages
		.map((message) => /^This name "(.*)" is already in use\.?$/s.exec(message)?.[1])
		.find((found) => found !== undefined);
	if (status !== 403 || name === undefined) return undefined;
	return {
		message: `The server already has an instance "${name}"`,
		description:
			'Choose another name, or delete that instance first. Its name stays taken for some seconds after that.',
		nothingDone: true,
	};
}

/** A part of the server that its settings have not switched on, which they do not as it comes. */
export function switchedOff({ status, messages }: Exchange): Failure | undefined {
	const [, part] = messages.map((text) => /^(\w+) is disabled$/.exec(text)).find(Boolean) ?? [];
	if (isSuccess(status) || part === undefined) return undefined;
	return {
		message: `${part} is switched off in the settings of the server`,
		description: `Set ${part.toUpperCase()}_ENABLED=true in the settings of the server, and start it again.`,
		nothingDone: true,
	};
}

/** Bots and their credentials; the server answers 500. */
export function existsOrNot({ status, messages }: Exchange): Failure | undefined {
	const [text, ...others] = messages;
	if (isSuccess(status) || text === undefined || others.length > 0) return undefined;
	if (/^[\w ]+ already exists$|^This API key is already registered/.test(text)) {
		return {
			message: text,
			description:
				'The instance already has a bot or credential with exactly these values: change that one, or enter others.',
			nothingDone: true,
		};
	}
	if (!/^[\w ]*(Bot|Creds|Typebot|Dify|Flowise|Evoai|N8n) not found$/.test(text)) return undefined;
	return {
		message: text,
		description: 'Choose one from the list, of this instance and platform.',
		nothingDone: true,
	};
}

/** From an answer such as `webhook.events[2] is not one of enum values: …`. Whoever sent the names can say which they are. */
export function unknownEvent({ status, messages }: Exchange): Failure | undefined {
	const unknownEvents = messages.flatMap((text) => {
		const [, place] = /events\[(\d+)\] is not one of enum values/.exec(text) ?? [];
		return place === undefined ? [] : [Number(place)];
	});
	if (status !== 400 || unknownEvents.length === 0) return undefined;
	const places = unknownEvents.map((place) => place + 1).join(', ');
	return {
		message: 'The server does not know some of the events',
		description: `They are in these places of the list: ${places}. Leave them out, or update the server.`,
		unknownEvents,
		nothingDone: true,
	};
}
