import {
	NodeOperationError,
	type IExecuteFunctions,
	type IGetNodeParameterOptions,
	type IHookFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';

import { toNodeError } from '../../core/failures/nodeErrors';
import {
	isTokenAlone,
	readConnection,
	type Authentication,
	type Connection,
} from '../../core/http/connection';
import { parseInput } from '../../core/input/inputErrors';
import { InputProblem, reportProblem } from '../../core/input/inputProblem';
import { deliveriesOf } from '../../core/server/deliveriesOf';
import { serverKindOf } from '../../core/server/serverKind';
import { asksForAccount, compileFilters, type DeliveryFilter } from '../../events';
import { isOfServer, labelOfOwnEvent, NO_REPLY, HEALTH_ALERT } from '../../fields/events';
import {
	choice,
	flag,
	integer,
	optionalAddress,
	optionalText,
	textList,
	wordList,
} from '../../fields/inputs';
import { refuseLacking } from './refuseLacking';
import { hoursBetween, silenceHours } from './silenceInput';
import { triggerFields } from './triggerFields';

export type TriggerCaller =
	| IExecuteFunctions
	| IHookFunctions
	| ITriggerFunctions
	| IWebhookFunctions;

/** In an execution n8n asks for which item: it is the first. */
function parameterOf(
	context: TriggerCaller,
	name: string,
	fallback: unknown,
	options?: IGetNodeParameterOptions,
): unknown {
	return 'getInputData' in context
		? context.getNodeParameter(name, 0, fallback, options)
		: context.getNodeParameter(name, fallback as never, options);
}

const moreInstances = z
	.object({ which: z.enum(['names', 'all']), names: wordList.default([]) })
	.superRefine(({ which, names }, context) => {
		if (which === 'all' || names.length > 0) return;
		const hint = 'Enter names of instances, separated by commas, or remove the option.';
		reportProblem(context, 'names no instance', hint, ['names']);
	});

const fields = z.object({
	events: textList.refine((names) => names.length > 0, 'no event is chosen'),
	hoursWithoutReply: silenceHours,
	outputs: z.enum(['one', 'perEvent']).default('one'),
	receiveThrough: z.enum(['webhook', 'webSocket']).default('webhook'),
	simplify: flag.default(true),
	options: z
		.object({
			answersToOpenQuestions: choice('doNotStart', 'start').default('doNotStart'),
			catchUp: flag.default(true),
			catchUpHours: integer(1, 168).default(24),
			collectSeconds: integer(1, 3600).optional(),
			downloadMedia: flag.default(false),
			firstContact: flag.default(false),
			globalWebhook: flag.default(false),
			autoRecover: flag.default(true),
			moreInstances: z.object({ values: moreInstances.optional() }).optional(),
			activeHours: z.object({ hours: hoursBetween.optional() }).optional(),
			outputBinaryPropertyName: optionalText,
			pauseAfterOwnMessage: integer(0, 10_080).optional(),
			resumeWord: optionalText,
			webhookBaseUrl: optionalAddress,
		})
		.superRefine(({ pauseAfterOwnMessage, resumeWord }, context) => {
			if (resumeWord === undefined || pauseAfterOwnMessage !== undefined) return;
			const hint = 'Add the option Take-Over Pause (Minutes), or remove this one.';
			reportProblem(context, 'has nothing to end', hint, ['resumeWord']);
		})
		.default({}),
});

const input = fields.superRefine(({ events, receiveThrough, options }, context) => {
	const isGlobal = receiveThrough === 'webhook' && options.globalWebhook;
	const own = events.find((event) => !isOfServer(event));
	if (!isGlobal || own === undefined) return;
	const name = labelOfOwnEvent(own);
	const hint = `Add a second trigger without Global Webhook for "${name}", or remove one of the two.`;
	reportProblem(context, `does not go with "${name}"`, hint, ['options', 'globalWebhook']);
});

/** The node's checked parameters. Read once, not for every event. */
export interface TriggerSettings extends z.output<typeof input> {
	readonly passes: DeliveryFilter;
	/** A filter asks whether the account itself is meant, so all of its addresses are needed: see `withAccount`. */
	readonly asksForAccount: boolean;
	/** *Health Alert* is chosen. */
	readonly tellsProblems: boolean;
	/** *No Reply* is chosen. */
	readonly silence?: SilenceSettings;
	/** For *Health Alert*, the events that tell how the connection to WhatsApp is. */
	readonly eventsOfConnection: readonly string[];
	/** The node joins the list of those who listen to the instance. With *Global Webhook* it joins nothing. */
	readonly isOnList: boolean;
	/** *More Instances*: their names, or all that the key sees; undefined without the option. */
	readonly moreInstances?: 'all' | readonly string[];
}

/** When *No Reply* starts the workflow. */
export interface SilenceSettings {
	/** Of silence, ascending: one stage each. */
	readonly hours: readonly [number, ...number[]];
	/** Minutes after midnight; undefined: at any time. */
	readonly between?: { readonly from: number; readonly to: number };
}

/** They tell how the connection to WhatsApp is, where the server has them. */
const OF_CONNECTION = ['CONNECTION_UPDATE', 'REMOVE_INSTANCE'];

const NAMES = [
	'events',
	'hoursWithoutReply',
	'outputs',
	'simplify',
	'options',
	'filters',
	'receiveThrough',
];

/** n8n has no value for a field that is hidden. */
const WHEN_HIDDEN: Readonly<Record<string, unknown>> = {
	receiveThrough: 'webhook',
	hoursWithoutReply: '24',
};

type Entered = z.output<typeof input>;

const withoutStore = (entered: Entered): Entered => ({
	...entered,
	options: { ...entered.options, catchUp: false, firstContact: false },
});

function silenceIn({ events, hoursWithoutReply, options }: Entered): SilenceSettings | undefined {
	if (!events.includes(NO_REPLY.value)) return undefined;
	return { hours: hoursWithoutReply, between: options.activeHours?.hours };
}

/** @throws {NodeOperationError} that names the field */
export function readSettings(context: TriggerCaller): TriggerSettings {
	const parameters = Object.fromEntries(
		NAMES.map((name) => [name, parameterOf(context, name, WHEN_HIDDEN[name])]),
	);
	try {
		const sender = { authentication: authenticationOf(context) };
		const { offers, neverTold } = deliveriesOf(serverKindOf(sender));
		const entered = parseInput(input, parameters);
		refuseLacking(entered, sender);
		const settings = offers.store ? entered : withoutStore(entered);
		const tellsProblems = settings.events.includes(HEALTH_ALERT.value);
		const never = neverTold(OF_CONNECTION);
		const more = settings.options.moreInstances?.values;
		return {
			...settings,
			isOnList: settings.receiveThrough === 'webSocket' || !settings.options.globalWebhook,
			moreInstances: more?.which === 'all' ? 'all' : more?.names,
			passes: compileFilters(parameters),
			asksForAccount: asksForAccount(parameters),
			tellsProblems,
			silence: silenceIn(settings),
			eventsOfConnection: tellsProblems ? OF_CONNECTION.filter((one) => !never.includes(one)) : [],
		};
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error, triggerFields, 0);
		throw new NodeOperationError(context.getNode(), nodeError.message, {
			description: nodeError.description ?? undefined,
		});
	}
}

/** Reads the credential. */
export type ReadConnection = (authentication: Authentication) => Promise<Connection>;

/** Which credential the node uses. */
export const authenticationOf = (context: TriggerCaller) =>
	parameterOf(context, 'authentication', 'globalKey') as Authentication;

/**
 * Server and instance of the node.
 * @param named the instance; left out: that of the field *Instance*. With the token of one instance alone it has no name.
 * @param read reads the credential; left out: as it is now, for a few requests
 * @throws {NodeOperationError} if no instance is chosen
 */
export async function readServer(
	context: TriggerCaller,
	named = '',
	read: ReadConnection = async (authentication) => await readConnection(context, authentication),
): Promise<{ connection: Connection; instance: string }> {
	const connection = await read(authenticationOf(context));
	const chosen = chosenInstance(context, connection);
	// The token alone says which instance it is, and its routes know no names.
	if (chosen === '' && isTokenAlone(connection)) return { connection, instance: '' };
	const instance = named || chosen;
	if (instance !== '') return { connection, instance };
	const problem = new InputProblem(
		['instance'],
		'no instance is chosen',
		'Choose one from the list.',
	);
	throw toNodeError(context.getNode(), problem, triggerFields, 0);
}

/** That of the field *Instance*, or of the credential; empty if there is none. */
export const chosenInstance = (context: TriggerCaller, { instanceName }: Connection): string =>
	String(parameterOf(context, 'instance', '', { extractValue: true }) ?? '').trim() ||
	(instanceName ?? '');
