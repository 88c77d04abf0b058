import { isAtLeast } from '../../../../../nodes/EvolutionApi/server/serverVersion';

it.each([
	['2.2.3', false],
	['2.2', false],
	['1.8.7', false],
	['2.3.0', true],
	['2.3.0-rc1', true],
	['v2.3.7', true],
	['2.10.0', true],
	['3.0.0', true],
	['', undefined],
	['latest', undefined],
	[undefined, undefined],
])('the server version %s compared with 2.3: isAtLeast() gives %s', (version, answer) => {
	expect(isAtLeast(version, '2.3')).toBe(answer);
});
