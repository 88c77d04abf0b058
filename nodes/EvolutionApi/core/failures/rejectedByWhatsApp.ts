/** Why WhatsApp answers 463, and what helps, as far as it is known in November 2026: docs/delivery.md. */
export const CAUSES_OF_463 =
	'Three causes are known: a WhatsApp library of the server that is too old (update the server), a phone that was linked only recently (its first messages may be refused for some weeks), and too many first messages (write to fewer new people; answers in open chats still go out).';

/** Of a message that was sent to both addresses of a person. */
export const REJECTED_AT_BOTH = 'It was rejected at the number and at the LID of this person.';

/**
 * What a user is told of a message that the server accepted and WhatsApp did not. The server does not keep the reason: the
 * most frequent one is WhatsApp's error 463.
 */
export const REJECTED_BY_WHATSAPP = {
	problem: 'WhatsApp rejected this message, although the server had accepted it',
	whatToDo: `The server does not say why. Most often it is WhatsApp's error 463. ${CAUSES_OF_463} Look on the phone whether the account is restricted.`,
} as const;
