/**
 * What a user is told of a message that the server accepted and WhatsApp did not. The server does not keep the reason:
 * the most frequent one is WhatsApp's error 463, too many first messages.
 */
export const REFUSED_BY_WHATSAPP = {
	problem: 'WhatsApp did not take this message, although the server had accepted it',
	whatToDo:
		'The server does not say why. Most often the number has written first to too many people: then WhatsApp refuses first messages for hours or days, while answers in open chats still go out. Write to fewer new people, and look on the phone whether the account is restricted.',
} as const;
