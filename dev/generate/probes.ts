import type { Field } from '../../nodes/EvolutionApi/core/values/field';

type Pair = readonly [one: unknown, other: unknown];

/** Two test values for each kind of field. The generator looks for them in requests, so they must be unique there. */
const TEXTS: readonly Pair[] = [
	['probe one', 'probe two'],
	['5511900000001', '5511900000002'],
	['+5511900000001', '+5511900000002'],
	['5511900000001@s.whatsapp.net', '5511900000002@s.whatsapp.net'],
	['120363000000000001@g.us', '120363000000000002@g.us'],
	['https://example.com/probe1', 'https://example.com/probe2'],
	['probe1.pdf', 'probe2.pdf'],
	['123e4567-e89b-12d3-a456-426614174001', '123e4567-e89b-12d3-a456-426614174002'],
	['#112233', '#223344'],
	['ProbeProbeProbeProbe01', 'ProbeProbeProbeProbe02'],
	['probe_one', 'probe_two'],
	['PROBEONE', 'PROBETWO'],
	// Files without a known type, which every operation accepts.
	['AQIDBAUGBwgJCgsMDQ4PEQ==', 'AQIDBAUGBwgJCgsMDQ4PEg=='],
	['probe1@example.com', 'probe2@example.com'],
	['🎃', '🎄'],
	['17', '18'],
	['-23.5', '-22.5'],
	['2027-01-31T12:00:00.000Z', '2027-02-28T12:00:00.000Z'],
	['probe one\nprobe two', 'probe three\nprobe four'],
	['{"probe":"one"}', '{"probe":"two"}'],
	['[{"type":"probe1"}]', '[{"type":"probe2"}]'],
	[message('PROBE1'), message('PROBE2')],
];

function message(id: string): string {
	const key = { id, remoteJid: '5511900000001@s.whatsapp.net', fromMe: true };
	return JSON.stringify({ key, message: { conversation: 'Hi' } });
}

export function pairsFor({ type, typeOptions = {}, options = [] }: Field): readonly Pair[] {
	switch (type) {
		case 'boolean':
			return [[true, false]];
		case 'number':
			return [numbers(typeOptions), [-23.5, -22.5], [1, 2]];
		case 'multiOptions': {
			const values = options.flatMap((option) => ('value' in option ? [option.value] : []));
			return values.length < 2 ? [] : [[[values[0]], [values[1]]]];
		}
		default:
			return TEXTS;
	}
}

function numbers({
	minValue = 0,
	maxValue = 1_000_000,
}: {
	minValue?: number;
	maxValue?: number;
}): Pair {
	const first = Math.min(Math.max(minValue, 0) + 17, maxValue - 1);
	return [first, first + 1];
}
