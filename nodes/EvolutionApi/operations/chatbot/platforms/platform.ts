import type { z } from 'zod';

/** What differs between the chatbot platforms. Everything else is the same ten routes for all of them. */
export interface Platform<Shape extends z.ZodRawShape = z.ZodRawShape> {
	/** First version of the server that has it; left out for 2.2.0 and older. */
	readonly since?: string;
	/** Its own fields, by name. */
	readonly shape: Shape;
	/** Its own keys on the wire, each with the field that gives it. */
	readonly own: Readonly<Record<string, Extract<keyof Shape, string>>>;
	/** Fields that its bots cannot do without, given those that are there. */
	readonly needs: (given: Readonly<Record<string, unknown>>) => ReadonlyArray<Extract<keyof Shape, string>>;
	/** What the schema of its settings calls the bot that answers when no trigger fits. */
	readonly fallbackKey: string;
}

/** Checks that the keys and the fields of a platform belong together. */
export const definePlatform = <Shape extends z.ZodRawShape>(platform: Platform<Shape>) => platform;
