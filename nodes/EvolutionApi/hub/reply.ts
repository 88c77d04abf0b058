/** A recipient's reply to an event. A recipient in another process sends it as its HTTP response. */
export type Reply =
	/** The recipient has the event. A later failure there doesn't bring it back. */
	| 'taken'
	/** The event isn't for the recipient. */
	| 'declined'
	/** The recipient can't tell or can't take the event now: the server must deliver it again. */
	| 'again'
	/** The recipient has ended, or listens at another URL: it must be unsubscribed. */
	| 'gone';

/** Combines the replies of several recipients: `again` if any needs that, else `taken` if any has the event. */
export const combine = (replies: readonly Reply[]): Reply =>
	(['again', 'taken'] as const).find((reply) => replies.includes(reply)) ?? 'declined';
