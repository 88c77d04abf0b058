import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

type Names<Shape> = Extract<keyof Shape, string>;

/** What differs between the chatbot platforms. The ten routes are the same for all of them. */
export interface Platform<Needed extends string = string, Name extends string = string> {
	/** The keys of a request that only it has, each with the name of its field. */
	readonly own: Readonly<Record<string, Name>>;
	/** The fields that must be filled in, depending on the others. */
	readonly needs: (given: Readonly<Record<string, unknown>>) => readonly Needed[];
	/** The defaults of the others, by their keys in a request. */
	readonly defaults: IDataObject;
}

interface Shapes<Shape extends z.ZodRawShape, OptionsShape extends z.ZodRawShape> {
	/** The fields that identify the bot, by name. */
	readonly shape: Shape;
	/** The optional fields. */
	readonly optionsShape: OptionsShape;
}

/** Compiles only if each key comes from a field of the platform. */
export const definePlatform = <Shape extends z.ZodRawShape, OptionsShape extends z.ZodRawShape>(
	platform: Platform<Names<Shape>, Names<Shape> | Names<OptionsShape>> &
		Shapes<Shape, OptionsShape>,
): Platform & Shapes<Shape, OptionsShape> => platform;
