import type { Delivery } from '../../../events';
import type { Written } from './burst';

/** A message of the chat that *Combine Messages* watches. */
export interface WrittenMessage extends Written {
	/** As the server has delivered it, or would. */
	readonly delivery: Delivery;
}

/** The chat of the message that *Combine Messages* is about, for one execution. */
export interface WrittenChat {
	/** That message; undefined if an execution of the workflow has given it. */
	readonly own: Delivery | undefined;
	/** What was written there up to now, in an order that is the same for everybody. */
	read(): Promise<readonly WrittenMessage[]>;
	/** Right before the workflow gets messages. @returns those that it may have */
	give(messages: readonly WrittenMessage[]): Promise<readonly WrittenMessage[]>;
}
