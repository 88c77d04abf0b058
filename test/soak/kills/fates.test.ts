import { fateOf } from './fates';

const KILLED = [{ to: 1_000, readyAt: 5_000, stored: new Map() }];
const taken = (at: number) => [{ at: 500 }, { at, status: 200 }];

it('what the server was told that n8n has, and n8n never had, is lost', () => {
	expect(fateOf({ tries: taken(900), came: 0, isStored: false }, KILLED)).toBe('lost');
	expect(fateOf({ tries: taken(6_000), came: 0, isStored: false }, KILLED)).toBe('lost');
});

it('what starts a workflow more than once is told, whether or not one was cut off', () => {
	expect(fateOf({ tries: taken(900), came: 2, isStored: true }, KILLED)).toBe('twice');
});

it('what nobody took is not lost, but it has not been delivered either', () => {
	const tries = [{ at: 900 }, { at: 6_000, status: 503 }];
	expect(fateOf({ tries, came: 0, isStored: false }, KILLED)).toBe('undelivered');
});

it('what n8n answers while it starts, to everything, is not the doing of the trigger', () => {
	expect(fateOf({ tries: taken(3_000), came: 0, isStored: false }, KILLED)).toBe('deaf');
});

it('what n8n has, and did not bring to its end, was cut off', () => {
	expect(fateOf({ tries: taken(900), came: 0, isStored: true }, KILLED)).toBe('cutOff');
	expect(fateOf({ tries: taken(900), came: 1, isStored: true }, KILLED)).toBe('once');
});
