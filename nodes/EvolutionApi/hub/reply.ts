export type Reply =
	/** The recipient has the event. If the recipient fails later, the server doesn't deliver the event again. */
	| 'taken'
	/** The event isn't for the recipient. */
	| 'declined'
	/** The recipient can't take the event now, or can't decide yet. The server must deliver the event again. */
	| 'again'
	/** The recipient has ended, or listens at another URL: it must be unsubscribed. */
	| 'gone';

export const combine = (replies: readonly Reply[]): Reply =>
	(['again', 'taken'] as const).find((reply) => replies.includes(reply)) ?? 'declined';
