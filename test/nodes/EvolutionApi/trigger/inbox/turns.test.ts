import { sleep } from 'n8n-workflow';

import { Running, socketTurns, Turns } from '../../../../../nodes/EvolutionApi/trigger/inbox/turns';
import { onSleep, realSleep } from '../../../../support/time';

onSleep(realSleep);

function starting(turns: Turns, count: number) {
	const ends: Array<(how: 'ended' | 'cancelled') => void> = [];
	const started = Array.from(
		{ length: count },
		async () =>
			await turns.inTurn(async ({ resolve, reject }) => {
				ends.push((how) => (how === 'ended' ? resolve({} as never) : reject(new Error(how))));
				return true;
			}),
	);
	return { ends, started };
}

const soon = async () => await sleep(5);

afterEach(() => void jest.useRealTimers());

it('concurrency limit of a workflow: an event that starts nothing, or fails, lets the next one start at once', async () => {
	const turns = new Turns(1);
	expect(await turns.inTurn(async () => false)).toBe(false);
	const failing = turns.inTurn(async () => {
		throw new Error('no credential');
	});
	await expect(failing).rejects.toThrow('no credential');
	expect(await turns.inTurn(async () => true)).toBe(true);
});

it('concurrency limit of a workflow: a cancelled execution lets the next one start', async () => {
	const { ends } = starting(new Turns(1), 2);
	await soon();
	expect(ends).toHaveLength(1);
	ends[0]('cancelled');
	await soon();
	expect(ends).toHaveLength(2);
});

it('concurrency limit of a workflow: runs as many executions as allowed, and then one for each that ends', async () => {
	const { ends, started } = starting(new Turns(3), 8);
	for (let over = 0; over < 8; over++) {
		await soon();
		expect(ends).toHaveLength(Math.min(3 + over, 8));
		ends[over]('ended');
	}
	expect(await Promise.all(started)).toEqual(Array(8).fill(true));
});

it('concurrency limit of a workflow: an execution that runs long stops counting, so that the next one can start', async () => {
	const { ends } = starting(new Turns(1, 20), 2);
	await soon();
	expect(ends).toHaveLength(1);
	await sleep(60);
	expect(ends).toHaveLength(2);
});

it('concurrency limit of a workflow: through WebSocket, three start at once, and twenty within a second if none ends', async () => {
	jest.useFakeTimers();
	const { ends } = starting(socketTurns, 40);
	await jest.advanceTimersByTimeAsync(0);
	expect(ends).toHaveLength(3);
	await jest.advanceTimersByTimeAsync(1_000);
	expect(ends.length).toBeGreaterThanOrEqual(20);
	for (let over = 0; over < 40; over++) {
		ends[over]('ended');
		await jest.advanceTimersByTimeAsync(0);
	}
});

it('concurrency limit of a workflow: executions that started without waiting count towards the limit as well', async () => {
	const turns = new Turns(3);
	const atOnce: Array<() => void> = [];
	const startAtOnce = async () =>
		await turns.now(async ({ resolve }) => {
			atOnce.push(() => resolve({} as never));
			return true;
		});
	for (let count = 0; count < 5; count++) expect(await startAtOnce()).toBe(true);
	const { ends } = starting(turns, 6);
	for (let over = 0; over < 3; over++) {
		await soon();
		expect(ends).toHaveLength(1 + over);
		ends[over]('ended');
	}
	for (const end of atOnce) end();
	await soon();
	expect(ends).toHaveLength(6);
});

it('gives each queue a place in turn, so that a flood of one does not hold up the others', async () => {
	jest.useFakeTimers();
	const all = new Running(3);
	const flood = starting(new Turns(Infinity, undefined, all), 9);
	const other = starting(new Turns(Infinity, undefined, all), 2);
	await jest.advanceTimersByTimeAsync(0);
	const started = [[flood.ends.length, other.ends.length]];
	for (const end of [...flood.ends]) {
		end('ended');
		await jest.advanceTimersByTimeAsync(0);
		started.push([flood.ends.length, other.ends.length]);
	}
	expect(started).toEqual([
		[3, 0],
		[4, 0],
		[4, 1],
		[5, 1],
	]);
});
