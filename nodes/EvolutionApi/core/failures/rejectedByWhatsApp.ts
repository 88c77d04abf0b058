import type { Program } from './failure';
import { explainUndelivered } from './metaErrors';

// Why WhatsApp rejects a message, and what helps, as far as it is known in November 2026.

/** The page for somebody whose messages do not arrive. */
export const ARRIVAL_PAGE =
	'More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/messages-do-not-arrive.md';

const NEW_PHONE =
	'a phone that was linked only recently (its first messages may be rejected for some weeks: answer in chats that others began)';
const TOO_MANY =
	'more first messages than WhatsApp allows (write to fewer new people; answers in open chats still go out)';

/** Most likely first. No server tells which library it has: all versions of Evolution API that are known have the old one. */
const CAUSES: Readonly<Record<Program, readonly [string, string, string]>> = {
	'Evolution API': [
		'the WhatsApp library of the server (Evolution API up to 2.4.0-rc2 comes with Baileys 7.0.0-rc.9, which lacks what WhatsApp asks for: use a server with 7.0.0-rc13 or newer)',
		NEW_PHONE,
		TOO_MANY,
	],
	'Evolution Go': [
		TOO_MANY,
		'the WhatsApp library of a server that is older than 0.7.2 (update it)',
		NEW_PHONE,
	],
};

/** What is behind WhatsApp's error 463. */
export function causesOf463(program: Program): string {
	const [first, second, third] = CAUSES[program];
	return `Three causes are known, the most likely one first: ${first}, ${second}, and ${third}. ${ARRIVAL_PAGE}`;
}

/** Of a message that was sent to both addresses of a person. */
export const REJECTED_AT_BOTH = 'It was rejected at the number and at the LID of this person.';

/**
 * What a user is told of a message that Evolution API accepted and WhatsApp did not. The server does not keep the reason: the
 * most frequent one is WhatsApp's error 463.
 */
export const explainRejection = (messageId: string | null) =>
	explainUndelivered(messageId) ?? {
		problem: 'WhatsApp rejected this message, although the server had accepted it',
		whatToDo: `The server does not say why. Look on the phone whether the account is restricted. Most often it is WhatsApp's error 463. ${causesOf463('Evolution API')}`,
	};
