/** A recipient's reply to an event, which decides our answer to the server. Another process sends it as its HTTP answer. */
export type Reply =
	/** The event belongs to the recipient, whatever the recipient does with it. */
	| 'taken'
	/** The event isn't for the recipient. */
	| 'declined'
	/** The recipient can't tell now: the server must deliver the event again. */
	| 'again'
	/** The recipient has ended, or listens at another URL, and leaves the list. */
	| 'gone';

/** Returns the reply of all recipients together: the server must deliver the event again if one of them needs that. */
export const sumUp = (replies: readonly Reply[]): Reply =>
	(['again', 'taken'] as const).find((reply) => replies.includes(reply)) ?? 'declined';
