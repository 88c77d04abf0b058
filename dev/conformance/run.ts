import type { IDataObject } from 'n8n-workflow';

import { BEFORE_PHONE, CREATE, WITH_PHONE, type Case } from './cases';
import type { Exchange } from './exchange';
import { FILES } from './files';
import { judge, type Verdict } from './outcome';
import type { Recorder } from './recorder';
import type { Row } from './report';
import { NotPossible, type Stage } from './stage';
import { tryTrigger } from './trigger';

export interface Run {
	readonly stage: Stage;
	readonly recorder: Recorder;
	readonly callbackHost?: string;
	readonly patienceMs?: number;
	readonly connect?: (stage: Stage) => Promise<void>;
	readonly onRow: (row: Row) => void;
	readonly signal: AbortSignal;
}

export async function tryAll(
	{ stage, recorder, onRow, signal }: Pick<Run, 'stage' | 'recorder' | 'onRow' | 'signal'>,
	cases: readonly Case[],
): Promise<Row[]> {
	const rows: Row[] = [];
	for (const one of cases) {
		if (signal.aborted) break;
		recorder.take();
		const verdict = await tryCase(stage, one);
		const row = rowOf(one.name, verdict, recorder.take());
		rows.push(row);
		onRow(row);
	}
	return rows;
}

function rowOf(name: string, verdict: Verdict, exchanges: readonly Exchange[]): Row {
	if (verdict.outcome === 'failed') return { name, ...verdict, exchanges };
	const others = exchanges.filter(({ differs }) => differs !== undefined);
	if (others.length === 0) return { name, ...verdict };
	return { name, outcome: 'differs', reason: verdict.reason, exchanges: others };
}

export async function runAll(run: Run): Promise<Row[]> {
	const { stage, signal } = run;
	const made = await tryAll(run, [
		{ name: CREATE, onOwn: true, values: ({ own }) => ({ instanceName: own }) },
	]);
	if (made[0]?.outcome !== 'worked') return made;
	await stage.makeInbox();
	const trigger = await tryTrigger(stage, run);
	for (const step of trigger) run.onRow(step);
	const before = await tryAll(run, BEFORE_PHONE);
	if (!signal.aborted) await run.connect?.(stage);
	await stage.lookForReceived();
	return [...made, ...trigger, ...before, ...(await tryAll(run, WITH_PHONE))];
}

async function tryCase(stage: Stage, one: Case): Promise<Verdict> {
	const { name, onOwn, changes, file } = one;
	const isOnPhone = onOwn !== true && stage.phone !== undefined;
	if (isOnPhone && changes !== undefined && stage.phone?.mayChange !== true) {
		return { outcome: 'leftOut', reason: `${changes}; needs --allow-changes` };
	}
	const undo = await one.prepare?.(stage);
	const circumstances = { version: stage.version, isConnected: isOnPhone };
	try {
		const instance = onOwn === true ? stage.own : stage.instance;
		const values = one.values?.(stage) ?? {};
		const { error, items } = await stage.run(name, instance, values, file && FILES[file]);
		if (error !== undefined) return judge(name, error, circumstances);
		if (isOnPhone && one.reconnects === true) await stage.untilOpen();
		one.learn?.(stage.ids, (items[0]?.json ?? {}) as IDataObject);
		return { outcome: 'worked' };
	} catch (error) {
		if (error instanceof NotPossible) return { outcome: 'noPhone', reason: error.message };
		return { outcome: 'failed', reason: String(error) };
	} finally {
		await undo?.();
	}
}
