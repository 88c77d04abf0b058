import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { choice, decimal, flag, integer, readConcurrency } from '../core/input/checks';
import {
	parseInput,
	InputProblem,
	mustBe,
	refuseInput,
	reportProblem,
} from '../core/input/inputProblem';
import { HOUR_MS, isStorable, readTime, STORABLE } from '../core/values/time';
import { refuseNothingInRun } from '../table/prepare/nothingGiven';
import { readParameter } from '../table/prepare/parameters';
import type { AskingRun } from '../table/prepare/prepare';
import type { Authentication } from '../server/adapter';
import { serverFor } from '../server/connection';
import { isSend, type Operation } from '../table/operation';
import { asRecord } from '../core/values/answer';
import { BULK_DEFAULTS } from '../fields/bulkSending';
import { receiptInput, type ReceiptSettings } from './deliveryReceipt';
import { keywordForm, type Keywords } from './optOut';
import { checkQuiet, quietShape } from './quietHours';

// Checks for the values of the field *Bulk Sending* (`fields/bulkSending.ts`).

const LONGEST_SECONDS = 24 * 60 * 60;
const LONGEST_HOURS = 366 * 24;

const seconds = decimal(0, LONGEST_SECONDS);

/** Checks an option whose fields n8n's editor stores under `values`. */
const settingGroup = <Values extends z.ZodTypeAny>(values: Values) =>
	z
		.object({ values: z.preprocess((entry) => entry ?? {}, values) })
		.optional()
		.transform((group): z.output<Values> | undefined => group?.values);

const rateLimit = z
	.object({
		batchSize: integer(0, 100_000).default(BULK_DEFAULTS.rateLimit.batchSize),
		maxDelay: seconds.optional(),
		minDelay: seconds.default(BULK_DEFAULTS.rateLimit.minDelay),
		batchPause: seconds.default(BULK_DEFAULTS.rateLimit.batchPause),
	})
	.transform(({ minDelay, maxDelay, ...batches }) => ({
		...batches,
		minDelay,
		maxDelay: maxDelay ?? Math.max(minDelay, BULK_DEFAULTS.rateLimit.maxDelay),
	}))
	.superRefine(({ minDelay, maxDelay }, context) => {
		if (minDelay <= maxDelay) return;
		const hint = 'Enter a maximum that is not less than Min Delay.';
		reportProblem(context, `is ${maxDelay}, but Min Delay is ${minDelay}`, hint, ['maxDelay']);
	});

const quietHours = (workflowZone: string) =>
	z
		.object({
			...quietShape,
			behavior: choice('defer', 'wait').default(BULK_DEFAULTS.quietHours.behavior),
		})
		.superRefine(checkQuiet)
		.transform(({ timeZone, ...hours }) => ({ ...hours, timeZone: timeZone || workflowZone }));

const WANTED_SINCE = 'Enter hours, such as 24, or a time, such as 2026-05-31T09:00:00Z.';

/** If an expression returns a date, n8n passes the date as text. */
const since = (timeZone: string) =>
	z.unknown().transform((value, context) => {
		const text = String(value ?? '').trim();
		// Without a start time, it isn't certain which earlier messages count as duplicates.
		if (text === '') return refuseInput(context, 'is empty', WANTED_SINCE);
		const hours = Number(text);
		if (hours <= 0 || hours > LONGEST_HOURS) {
			const requirement = `more than 0 and at most ${LONGEST_HOURS} hours`;
			return refuseInput(context, mustBe(requirement, text));
		}
		const isHours = !Number.isNaN(hours);
		const time = isHours ? new Date(Date.now() - hours * HOUR_MS) : readTime(text, timeZone);
		if (Number.isNaN(time.getTime())) {
			reportProblem(context, mustBe('a time or a number of hours', text), WANTED_SINCE);
		} else if (time.getTime() > Date.now()) {
			reportProblem(context, mustBe('in the past', text), 'Enter when this bulk sending began.');
		} else if (!isStorable(time)) {
			reportProblem(context, mustBe(STORABLE, text));
		}
		return time;
	});

const keywords = (initial: string) =>
	z
		.unknown()
		.default(initial)
		.transform((value): Keywords => {
			const words = [value].flat().flatMap((part) => String(part ?? '').split(/[,;\n]/));
			const pairs = words.map((word) => [keywordForm(word), word.trim()] as const);
			return new Map(pairs.filter(([word]) => word !== ''));
		});

const optOut = z
	.object({
		optInKeywords: keywords(''),
		optOutKeywords: keywords(BULK_DEFAULTS.optOutKeywords),
	})
	.superRefine(({ optOutKeywords }, context) => {
		if (optOutKeywords.size > 0) return;
		const hint = `Enter at least one, such as ${BULK_DEFAULTS.optOutKeywords}.`;
		reportProblem(context, 'is empty', hint, ['optOutKeywords']);
	});

const limit = integer(1, 1_000_000).optional();

/** @param timeZone of the workflow, for times without a time zone */
const bulkSendingInput = (timeZone: string) =>
	z.object({
		dailyLimits: z
			.object({ messagesPerDay: limit, messagesPerHour: limit, newContacts: limit })
			.optional(),
		deduplication: settingGroup(z.object({ sentSince: since(timeZone) })),
		maxItems: limit,
		optOut: settingGroup(optOut),
		output: choice('items', 'itemsAndSummary', 'summary').default(BULK_DEFAULTS.output),
		quietHours: settingGroup(quietHours(timeZone)),
		rateLimit: settingGroup(rateLimit),
		stopConditions: z
			.object({
				failuresInARow: integer(1, 1000).optional(),
				nothingDelivered: flag.default(true),
			})
			.default({}),
		verifyNumbers: flag.default(false),
	});

export type BulkSettings = z.output<ReturnType<typeof bulkSendingInput>>;

/** The first item's values apply to all items. */
export interface SendSettings {
	/** Options of *Bulk Sending*; undefined if no option is set, or only *Concurrency*. */
	readonly bulk: BulkSettings | undefined;
	/** Always 1 if any other option of *Bulk Sending* is set. */
	readonly concurrency: number;
	/** Undefined for *Send and Wait for Response*, which handles its own *Delivery Receipt* option. */
	readonly receipt: ReceiptSettings | undefined;
}

export const needsRateLimit = ({ fields, limitedByMeta }: Operation) =>
	limitedByMeta !== true && fields.some(({ name }) => name === 'bulkSending');

/** @throws {InputProblem} if a setting is wrong, or the credential's server doesn't support it */
export function readSendingSettings({ context, operation }: AskingRun): SendSettings {
	if (!isSend(operation)) return { bulk: undefined, concurrency: 1, receipt: undefined };
	const authentication = context.getNodeParameter('authentication', 0) as Authentication;
	const { concurrency, ...inputs } = readCollection(context, operation, 'bulkSending');
	refuseWithoutStore(inputs, authentication);
	const { deliveryReceipt } = readCollection(context, operation, 'options');
	const options = z.object({ deliveryReceipt: receiptInput });
	const receipt = parseInput(z.object({ options }), { options: { deliveryReceipt } }).options
		.deliveryReceipt;
	if (receipt !== undefined) refuseDeliveryReceipt(authentication);
	if (Object.keys(inputs).length === 0) {
		return {
			bulk: undefined,
			concurrency: readConcurrency(concurrency, 1, 'bulkSending'),
			receipt,
		};
	}
	const bulkSending = bulkSendingInput(context.getTimezone());
	const bulk = parseInput(z.object({ bulkSending }), { bulkSending: inputs }).bulkSending;
	if (bulk.quietHours !== undefined) refuseZoneOfEach(context);
	return { bulk, concurrency: 1, receipt };
}

const zoneIn = (bulkSending: unknown): unknown =>
	asRecord(asRecord(asRecord(bulkSending).quietHours).values).timeZone;

/**
 * Refuses a time zone that differs between items. The first item's settings apply to the whole run, so recipients in other
 * time zones would get their messages at night.
 */
function refuseZoneOfEach(context: IExecuteFunctions): void {
	const ofNode = context.getNode().parameters.bulkSending;
	const enteredZone = typeof ofNode === 'string' ? ofNode : zoneIn(ofNode);
	if (typeof enteredZone !== 'string' || !enteredZone.startsWith('=')) return;
	const zone = zoneIn(readParameter(context, 'bulkSending', 0));
	const other = context
		.getInputData()
		.findIndex((_, item) => zoneIn(readParameter(context, 'bulkSending', item)) !== zone);
	if (other < 0) return;
	throw new InputProblem(
		['bulkSending', 'quietHours', 'values', 'timeZone'],
		`is different for item ${other}, but that of the first item applies to the whole run`,
		'Send to each time zone in a separate run: group the items by time zone, and pass on each group with Loop Over Items.',
	);
}

/** Reads a collection field, without options of other operations: n8n keeps those in the node although the editor hides them. */
function readCollection(
	context: IExecuteFunctions,
	{ fields }: Operation,
	collection: 'bulkSending' | 'options',
): Record<string, unknown> {
	const field = fields.find(({ name }) => name === collection);
	const value = field && readParameter(context, collection, 0);
	const ofRun = field?.options?.filter(
		({ name }) => collection === 'bulkSending' || name === 'deliveryReceipt',
	);
	if (field !== undefined) refuseNothingInRun(context, { ...field, options: ofRun }, value);
	const entries = Object.entries(asRecord(value)).filter(([entry]) =>
		field?.options?.some(({ name }) => name === entry),
	);
	return Object.fromEntries(entries);
}

// *Opt-Out*, *Daily Limits* and *Delivery Receipt* need a server that stores messages. The editor shows them for every server,
// because n8n drops hidden options: a workflow without its *Opt-Out* would send messages to people who don't want any.

const REMOVE = 'Remove the option.';
const doesNotWork = (name: string) => `does not work with ${name}, which keeps no messages`;

function refuseWithoutStore(inputs: Record<string, unknown>, authentication: Authentication): void {
	const { store, name } = serverFor(authentication);
	if (store !== undefined) return;
	const option = ['optOut', 'dailyLimits'].find((key) => inputs[key] !== undefined);
	if (option !== undefined) {
		throw new InputProblem(['bulkSending', option], doesNotWork(name), REMOVE);
	}
}

/** @throws {InputProblem} if the credential's server keeps no messages */
export function refuseDeliveryReceipt(authentication: Authentication): void {
	const { store, name } = serverFor(authentication);
	if (store !== undefined) return;
	throw new InputProblem(
		['options', 'deliveryReceipt'],
		doesNotWork(name),
		`${REMOVE} For a single message, use Chat → Get Delivery Updates, if the server runs with DATABASE_SAVE_MESSAGES=true.`,
	);
}
