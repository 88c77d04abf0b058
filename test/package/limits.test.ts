import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

const PAGE = readFileSync(path.join(__dirname, '../../docs/limits.md'), 'utf8').split('\n');

type Option = NonNullable<INodeProperties['options']>[number];
const innerOf = (option: Option): INodeProperties[] =>
	'values' in option
		? (option as INodePropertyCollection).values
		: 'type' in option
			? [option]
			: [];
const withInner = (field: INodeProperties): INodeProperties[] => [
	field,
	...(field.options ?? []).flatMap(innerOf).flatMap(withInner),
];
const FIELDS = [new EvolutionApi(), new EvolutionApiTrigger()].flatMap(({ description }) =>
	description.properties.flatMap(withInner),
);

function bounds(name: string): [number, number] {
	const { minValue, maxValue } =
		FIELDS.find((field) => field.name === name && field.typeOptions?.maxValue !== undefined)
			?.typeOptions ?? {};
	if (minValue === undefined || maxValue === undefined) throw new Error(`${name} has no bounds`);
	return [minValue, maxValue];
}

/** Beginnings of rows in docs/limits.md. */
const ROWS: ReadonlyArray<readonly [beginning: string, field: string]> = [
	['*Pause Before (Seconds)*', 'pauseSeconds'],
	['*Typing Indicator → Seconds*', 'seconds'],
	['*Duration (Seconds)*', 'durationSeconds'],
	['*Concurrency*', 'concurrency'],
	['*Options → Delay Between Requests*', 'delayBetweenRequests'],
	['*Missed Messages → Max Age (Hours)*', 'maxAge'],
	['*Human Takeover → Pause (Minutes)*', 'pause'],
	['*Pause Bot For (Minutes)*', 'pauseMinutes'],
	['*Invalid Answer', 'maxAttempts'],
	['*Debounce Time (Seconds)*', 'debounceTime'],
	['*Max Wait (Seconds)* of *Combine Messages*', 'maxWait'],
	['*Max Message Age (Hours)* of *Combine Messages*', 'maxMessageAge'],
];

const rowsOf = (beginning: string) =>
	PAGE.filter((line) => line.startsWith(`| ${beginning}`)).map((line) => line.split('|').slice(2));
const numbersIn = (text: string) =>
	[...text.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([number]) => Number(number.replace(/,/g, '')));

it.each(ROWS)('docs/limits.md gives the limit of "%s" that the editor has', (beginning, field) => {
	const rows = rowsOf(beginning);
	expect(rows).toHaveLength(1);
	expect(numbersIn(rows.join(' ')).slice(0, 2)).toEqual(bounds(field));
});
