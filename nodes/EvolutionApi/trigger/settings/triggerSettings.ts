import {
	NodeOperationError,
	type IExecuteFunctions,
	type IGetNodeParameterOptions,
	type IHookFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';

import { RequestFailure } from '../../errors/failure';
import { toNodeError, wholeText } from '../../errors/nodeErrors';
import { parseInput, InputProblem, reportProblem } from '../../core/input/inputProblem';
import { asRecord } from '../../core/values/answer';
import type { Authentication, Caller, Connection, ServerAdapter } from '../../server/adapter';
import { isTokenAlone, readConnection, serverFor } from '../../server/connection';
import { explainByInstances } from '../../server/ask/instances';
import type { Delivery } from '../../server/delivery';
import { asksForAccount, compileFilters, type DeliveryFilter } from '../../events/filters';
import { namesEvent } from '../../hub/subscribers';
import { entryInput } from '../../fields/fieldKinds';
import { isServerEvent, HEALTH_ALERT, eventLabel } from '../../fields/events';
import { choice, flag, integer } from '../../core/input/checks';
import { optionalN8nUrl, optionalText, textList, wordList } from '../../fields/inputs';
import { TRIGGER_DEFAULTS, triggerFields } from './triggerFields';

export type TriggerCaller =
	| IExecuteFunctions
	| IHookFunctions
	| ITriggerFunctions
	| IWebhookFunctions;

/** In an execution, n8n also requires the index of an item, so this passes the index of the first one. */
function readField(
	context: TriggerCaller,
	name: string,
	fallback: unknown,
	options?: IGetNodeParameterOptions,
): unknown {
	return 'getInputData' in context
		? context.getNodeParameter(name, 0, fallback, options)
		: context.getNodeParameter(name, fallback as never, options);
}

/** Names of instances, or `all` for every instance that the key can see. */
const additionalInstances = z
	.object({
		include: choice('all', 'byName').default(TRIGGER_DEFAULTS.additionalInstances.include),
		names: wordList.default([]),
	})
	.superRefine(({ include, names }, context) => {
		if (include === 'all' || names.length > 0) return;
		const hint = 'Enter names of instances, separated by commas, or remove the option.';
		reportProblem(context, 'is empty', hint, ['names']);
	})
	.transform(({ include, names }) => (include === 'all' ? include : names));

/** The defaults also apply if the option isn't added. */
const entryOrDefaults = <Fields extends z.ZodTypeAny>(fields: Fields) =>
	entryInput(fields).transform((values): z.output<Fields> => values ?? fields.parse({}));

const options = z.object({
	additionalInstances: entryInput(additionalInstances),
	answersToPendingQuestions: choice('ignore', 'triggerWorkflow').default(
		TRIGGER_DEFAULTS.answersToPendingQuestions,
	),
	autoRecover: flag.default(true),
	connection: entryOrDefaults(
		z.object({
			method: choice('webhook', 'webSocket').default(TRIGGER_DEFAULTS.connection.method),
			baseUrl: optionalN8nUrl,
		}),
	),
	downloadMedia: entryInput(z.object({ outputField: optionalText })),
	firstContact: flag.default(false),
	humanTakeover: entryInput(
		z.object({
			automaticReplies: choice('ignore', 'pause').default(
				TRIGGER_DEFAULTS.humanTakeover.automaticReplies,
			),
			pause: integer(0, 10_080).default(TRIGGER_DEFAULTS.humanTakeover.pause),
			resumeKeyword: optionalText,
		}),
	),
	loopGuard: integer(0, 1000).default(TRIGGER_DEFAULTS.loopGuard),
	missedMessages: entryOrDefaults(
		z.object({
			recover: flag.default(TRIGGER_DEFAULTS.missedMessages.recover),
			maxAge: integer(1, 168).default(TRIGGER_DEFAULTS.missedMessages.maxAge),
		}),
	),
	separateOutputs: flag.default(false),
	simplify: flag.default(true),
});

const input = z.object({
	events: textList.refine((names) => names.length > 0, 'is empty'),
	options: options.default({}),
});

/** Read once, not for every event. */
export interface TriggerSettings extends z.output<typeof input> {
	readonly passes: DeliveryFilter;
	/** Like `passes`, but without the filter by chat, which can't decide before the number of a LID is known. */
	readonly mayPass: DeliveryFilter;
	readonly asksForAccount: boolean;
	/** True if *Health Alert* is chosen. */
	readonly tellsProblems: boolean;
	/** Events about the connection to WhatsApp, which *Health Alert* needs; empty without *Health Alert*. */
	readonly eventsOfConnection: readonly string[];
}

const OF_CONNECTION = ['CONNECTION_UPDATE', 'REMOVE_INSTANCE'];

type Input = z.output<typeof input>;

const withoutStore = (form: Input): Input => ({
	...form,
	options: {
		...form.options,
		firstContact: false,
		missedMessages: { ...form.options.missedMessages, recover: false },
	},
});

/** @throws {NodeOperationError} that names the field with an invalid value */
export function readSettings(context: TriggerCaller): TriggerSettings {
	const parameters = Object.fromEntries(
		['events', 'options', 'filters'].map((name) => [name, readField(context, name, undefined)]),
	);
	try {
		const server = serverFor(getAuthentication(context));
		const form = parseInput(input, parameters);
		refuseLacking(form, server);
		refuseLostBaseUrl(context, form);
		const settings = server.store === undefined ? withoutStore(form) : form;
		const tellsProblems = settings.events.includes(HEALTH_ALERT.value);
		const never = server.deliveries.neverSent(OF_CONNECTION);
		const withoutChats = { ...asRecord(parameters.filters), chats: undefined };
		return {
			...settings,
			passes: compileFilters(parameters),
			mayPass: compileFilters({ filters: withoutChats }),
			asksForAccount: asksForAccount(parameters),
			tellsProblems,
			eventsOfConnection: tellsProblems
				? OF_CONNECTION.filter((event) => !never.includes(event))
				: [],
		};
	} catch (error) {
		const nodeError = toNodeError(context.getNode(), error, triggerFields, 0);
		throw new NodeOperationError(context.getNode(), nodeError.message, {
			description: nodeError.description ?? undefined,
		});
	}
}

export const isCatchUpWanted = ({ options, events }: Input): boolean =>
	options.missedMessages.recover && events.includes('MESSAGES_UPSERT');

export const isEventChosen = ({ events }: TriggerSettings, { event }: Delivery): boolean =>
	namesEvent(events, event);

/** Tells whether answers to questions also start the workflow. By default they don't, because a bot that asks would loop. */
export const startsWithAnswers = ({ options }: TriggerSettings): boolean =>
	options.answersToPendingQuestions === 'triggerWorkflow';

export type ReadConnection = (authentication: Authentication) => Promise<Connection>;

export const getAuthentication = (context: TriggerCaller) =>
	readField(context, 'authentication', 'globalKey') as Authentication;

/**
 * @param name the instance; by default from the field *Instance*. With only an instance's token, the returned name is empty.
 * @param read reads the credential. The default reads it only once, so the connection doesn't notice later changes.
 * @throws {NodeOperationError} if no instance is chosen
 */
export async function readServer(
	context: TriggerCaller,
	name = '',
	read: ReadConnection = async (authentication) => await readConnection(context, authentication),
): Promise<{ connection: Connection; instance: string }> {
	const connection = await read(getAuthentication(context));
	const ownInstance = chosenInstance(context, connection);
	// A token of Evolution Go selects its instance, and needs no name.
	if (ownInstance === '' && isTokenAlone(connection)) return { connection, instance: '' };
	const instance = name || ownInstance;
	if (instance !== '') return { connection, instance };
	const problem = new InputProblem(['instance'], 'is empty', 'Choose one from the list.');
	throw toNodeError(context.getNode(), problem, triggerFields, 0);
}

export interface Place {
	/** The instance's ID, see `makeInstanceId`; in a test session, the node's ID. */
	readonly instanceId: string;
	readonly context: Caller;
	readonly server: () => ReturnType<typeof readServer>;
}

export const chosenInstance = (context: TriggerCaller, { instanceName }: Connection): string =>
	String(readField(context, 'instance', '', { extractValue: true }) ?? '').trim() ||
	(instanceName ?? '');

/** Refuses events that this kind of server never sends. @throws {InputProblem} that names the first one */
function refuseLacking({ events }: Input, { name, deliveries }: ServerAdapter): void {
	const [never] = deliveries.neverSent(events.filter(isServerEvent));
	if (never === undefined) return;
	const problem = `includes "${eventLabel(never)}", which ${name} never sends`;
	throw new InputProblem(['events'], problem, 'Remove it.');
}

/**
 * Without this check, the server would send its events to n8n's default address.
 * @throws {InputProblem} if *Base URL* is an expression without a value
 */
function refuseLostBaseUrl(context: TriggerCaller, { options }: Input): void {
	if (options.connection.baseUrl !== undefined) return;
	const path = ['options', 'connection', 'values', 'baseUrl'];
	const raw = readField(context, path.join('.'), '', { rawExpressions: true });
	if (!String(raw).startsWith('=')) return;
	const hint =
		'Check the expression. If n8n does not let nodes read its environment, enter the address itself.';
	throw new InputProblem(path, 'is an expression that gives nothing', hint);
}

/** After a failed activation, n8n shows only the message, so the advice is added to it. */
export async function withExplainedErrors<Result>(
	context: TriggerCaller,
	run: () => Promise<Result>,
): Promise<Result> {
	return await run().catch(async (error: unknown) => {
		const reason = await withRefusedKey(context, error);
		const nodeError = toNodeError(context.getNode(), reason, triggerFields, 0);
		nodeError.message = wholeText(nodeError);
		throw nodeError;
	});
}

async function withRefusedKey(context: TriggerCaller, error: unknown): Promise<unknown> {
	if (!(error instanceof RequestFailure)) return error;
	const reading = readConnection(context, getAuthentication(context));
	const connection = await reading.catch(() => undefined);
	if (connection === undefined) return error;
	return new RequestFailure(await explainByInstances(context, connection, error.failure));
}
