import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

type Names<Shape> = Extract<keyof Shape, string>;

/** What differs between the chatbot platforms. Everything else is the same ten routes for all of them. */
export interface Platform<Needed extends string = string, Name extends string = string> {
	/** First version of the server that has it; left out for 2.2.0 and older. */
	readonly since?: string;
	/** Its own keys on the wire, each with the field that gives it. */
	readonly own: Readonly<Record<string, Name>>;
	/** The fields that must be there, given what is there. */
	readonly needs: (given: Readonly<Record<string, unknown>>) => readonly Needed[];
	/** What the others go back to, by their keys on the wire. */
	readonly defaults: IDataObject;
	/** What the schema of its settings calls the bot that answers when no trigger fits. */
	readonly fallbackKey: string;
	/** The route of its settings can do without those that are not told. */
	readonly leavesUntold?: true;
}

interface Shapes<Shape extends z.ZodRawShape, OptionsShape extends z.ZodRawShape> {
	/** Its own fields that say which bot it is, by name. */
	readonly shape: Shape;
	/** Its own fields that a bot can do without. */
	readonly optionsShape: OptionsShape;
}

/** Compiles only if the platform's keys come from fields of its own. */
export const definePlatform = <Shape extends z.ZodRawShape, OptionsShape extends z.ZodRawShape>(
	platform: Platform<Names<Shape>, Names<Shape> | Names<OptionsShape>> &
		Shapes<Shape, OptionsShape>,
): Platform & Shapes<Shape, OptionsShape> => platform;
