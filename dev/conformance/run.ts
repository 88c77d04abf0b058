import type { IDataObject } from 'n8n-workflow';

import { BEFORE_PHONE, CREATE, WITH_PHONE, type Case } from './cases';
import { FILES } from './files';
import { judge, type Verdict } from './outcome';
import type { Recorder } from './recorder';
import type { Row } from './report';
import { NotPossible, type Stage } from './stage';
import { tryTrigger } from './trigger';

export interface Run {
	readonly stage: Stage;
	readonly recorder: Recorder;
	/** Where the server reaches us. */
	readonly callbackHost?: string;
	/** How long an event may take. */
	readonly patienceMs?: number;
	/** Gives the instance of our own a phone, where that can be done. */
	readonly connect?: (stage: Stage) => Promise<void>;
	/** Tells of each row at once. */
	readonly onRow: (row: Row) => void;
	/** Ends it before the next operation. */
	readonly signal: AbortSignal;
}

/** Tries everything, on an instance of our own that it makes. @returns a row for each operation */
export async function runAll(run: Run): Promise<Row[]> {
	const { stage, recorder, signal } = run;
	const rows: Row[] = [];
	const add = (row: Row) => {
		rows.push(row);
		run.onRow(row);
	};
	const tryAll = async (cases: readonly Case[]) => {
		for (const one of cases) {
			if (signal.aborted) return;
			recorder.take();
			const verdict = await tryCase(stage, one);
			const exchanges = verdict.outcome === 'failed' ? recorder.take() : undefined;
			add({ name: one.name, ...verdict, exchanges });
		}
	};
	await tryAll([{ name: CREATE, onOwn: true, values: ({ own }) => ({ instanceName: own }) }]);
	if (rows[0].outcome !== 'worked') return rows;
	await stage.makeInbox();
	for (const step of await tryTrigger(stage, run)) add(step);
	await tryAll(BEFORE_PHONE);
	if (!signal.aborted) await run.connect?.(stage);
	await stage.lookForReceived();
	await tryAll(WITH_PHONE);
	return rows;
}

async function tryCase(stage: Stage, one: Case): Promise<Verdict> {
	const { name, onOwn, changes, file } = one;
	const isOnPhone = onOwn !== true && stage.phone !== undefined;
	if (isOnPhone && changes !== undefined && stage.phone?.mayChange !== true) {
		return { outcome: 'leftOut', reason: `${changes}: only with --allow-changes` };
	}
	const undo = await one.prepare?.(stage);
	const circumstances = { version: stage.version, isConnected: isOnPhone };
	try {
		const instance = onOwn === true ? stage.own : stage.instance;
		const values = one.values?.(stage) ?? {};
		const { error, items } = await stage.run(name, instance, values, file && FILES[file]);
		if (error !== undefined) return judge(name, error, circumstances);
		if (isOnPhone && one.reconnects === true) await stage.untilOpen();
		one.learn?.(stage.known, (items[0]?.json ?? {}) as IDataObject);
		return { outcome: 'worked' };
	} catch (error) {
		if (error instanceof NotPossible) return { outcome: 'noPhone', reason: error.message };
		return { outcome: 'failed', reason: String(error) };
	} finally {
		await undo?.();
	}
}
