import { sleep } from 'n8n-workflow';

import type { Connection } from '../../../../../nodes/EvolutionApi/server/adapter';
import { stateOf } from '../../../../../nodes/EvolutionApi/server/connectionState';
import { onSleep, realSleep } from '../../../../support/time';

onSleep(realSleep);

// Tests how an answer with status 429 delays the other requests of the run.

const newGate = () => stateOf({} as Connection).gate;

const content = () => undefined;

function requests(gate = newGate()) {
	const underWay: Array<(pauseMs?: number) => void> = [];
	const send = async () =>
		await gate.pass(
			async () => await new Promise<number | undefined>((resolve) => underWay.push(resolve)),
			(pauseMs) => pauseMs,
		);
	const settle = async () => await sleep(10);
	return {
		underWay,
		async start(count: number) {
			for (let n = 0; n < count; n++) void send();
			await settle();
		},
		async end(count: number, pauseMs?: number) {
			for (const resolve of underWay.splice(0, count)) resolve(pauseMs);
			await settle();
		},
	};
}

it('the rate limit gate lets all requests run at once as long as none gets a 429', async () => {
	const { start, underWay } = requests();
	await start(50);
	expect(underWay).toHaveLength(50);
});

it('the rate limit gate sends nothing during the pause after a 429', async () => {
	jest.useFakeTimers();
	const { start, end, underWay } = requests();
	const elapse = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);
	void start(1);
	await elapse(10);
	void end(1, 200);
	await elapse(10);
	void start(3);
	await elapse(180);
	expect(underWay).toHaveLength(0);
	await elapse(20);
	expect(underWay).not.toHaveLength(0);
	jest.useRealTimers();
});

it('the rate limit gate sends half as many at once after a 429', async () => {
	const { start, end, underWay } = requests();
	await start(10);
	await end(1, 0);
	await start(10);
	expect(underWay).toHaveLength(9);
	await end(9);
	expect(underWay.length).toBeLessThan(10);
});

it('the rate limit gate sends one request at a time after many 429 answers', async () => {
	const { start, end, underWay } = requests();
	await start(10);
	await end(10, 0);
	await start(10);
	expect(underWay).toHaveLength(1);
	await end(1, 0);
	expect(underWay).toHaveLength(1);
});

it('the rate limit gate sends more at once again while answers are good', async () => {
	const { start, end, underWay } = requests();
	await start(1);
	await end(1, 0);
	await start(30);
	const atOnce: number[] = [];
	while (underWay.length > 0) {
		atOnce.push(underWay.length);
		await end(underWay.length);
	}
	expect(atOnce.slice(0, 4)).toEqual([1, 2, 3, 4]);
});

it('the rate limit gate lets the next request through after one that threw an unexpected error', async () => {
	const gate = newGate();
	await gate.pass(
		async () => 'refused',
		() => 0,
	);
	const broken = gate.pass(async () => await Promise.reject(new Error('broken')), content);
	await expect(broken).rejects.toThrow('broken');
	expect(await gate.pass(async () => 'answer', content)).toBe('answer');
});

it('the rate limit gate of one run does not slow down another', async () => {
	await newGate().pass(
		async () => 'refused',
		() => 30_000,
	);
	expect(await newGate().pass(async () => 'answer', content)).toBe('answer');
});
