import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn, textOrNull } from '../../core/values/answer';
import { isoOfText } from '../../core/values/timestamps';
import { listFilters } from '../../fields/collections';
import { choicesField, textField } from '../../fields/fieldKinds';
import { choice, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';

const LEVELS = ['DEBUG', 'ERROR', 'INFO', 'WARN'] as const;

/** Without a number the server gives 100 lines. */
const ALL_LINES = 1_000_000;

/** `2026-05-31`; of a whole time its day. */
const day = optionalText.transform((value, context) => {
	const given = value?.trim().slice(0, 10);
	if (given === undefined) return undefined;
	const time = /^\d{4}-\d\d-\d\d$/.test(given) ? Date.parse(given) : NaN;
	// The 31st of February is a day in March.
	const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(given);
	if (!isDay) reportProblem(context, `"${given}" is not a day`, 'Enter one such as 2026-05-31.');
	return given;
});

const filtersInput = z
	.object({ firstDay: day, lastDay: day, levels: z.array(choice(...LEVELS)).optional() })
	.optional()
	.superRefine((filters, context) => {
		const { firstDay = '', lastDay = '9999' } = filters ?? {};
		if (firstDay <= lastDay) return;
		reportProblem(context, 'is before First Day', 'Exchange the two.', ['lastDay']);
	});

const simplifyLine = ({ timestamp, level, message, metadata }: IDataObject): IDataObject => ({
	timestamp: isoOfText(timestamp),
	level: textOrNull(level),
	message: textOrNull(message),
	metadata: metadata ?? {},
});

/** `GET /instance/logs/{instance}`, which only the global key opens. */
export const getLogs = defineOperation({
	name: 'Get Logs',
	value: 'getLogs',
	action: 'Get the logs of a WhatsApp instance',
	description:
		'Read the log of the server about an instance, which may have messages in it; keys are taken out',
	request: {
		method: 'GET',
		path: '/instance/logs/{instance}',
		reads: true,
		onlyOn: 'evolutionGo',
	},
	fields: [
		instanceField,
		...listFields,
		listFilters(
			textField('First Day', 'firstDay', {
				placeholder: 'e.g. 2026-05-25',
				description: 'Only lines from this day on, by the clock of the server. Empty: a week ago.',
			}),
			textField('Last Day', 'lastDay', {
				placeholder: 'e.g. 2026-05-31',
				description: 'Only lines up to the end of this day. Empty: today.',
			}),
			choicesField('Levels', 'levels', {
				options: [
					{ name: 'Debug', value: 'DEBUG' },
					{ name: 'Error', value: 'ERROR' },
					{ name: 'Info', value: 'INFO' },
					{ name: 'Warning', value: 'WARN' },
				],
				default: [],
				description: 'Only lines of these levels. Empty: all.',
			}),
		),
		simplify,
	],
	input: { filters: filtersInput },
	example: { filters: { levels: ['ERROR', 'WARN', 'INFO'] } },
	async run({ filters: { firstDay, lastDay, levels = [] } = {} }, { ask, wanted = Infinity }) {
		const query = {
			start_date: firstDay,
			end_date: lastDay,
			level: levels.length === 0 ? undefined : levels.join(','),
			limit: Math.min(wanted, ALL_LINES),
		};
		return await ask({ query });
	},
	output: ({ data }) => recordsIn(data),
	simplify: simplifyLine,
});
