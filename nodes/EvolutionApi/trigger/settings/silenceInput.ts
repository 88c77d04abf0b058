import { z } from 'zod';

import { refuseInput, reportProblem } from '../../core/input/inputProblem';
import { timeOfDay } from '../../sending/quietHours';
import { textList } from '../../fields/inputs';

// What the event *No Reply* needs.

/** The store is read as far back as this, and a day. */
const LONGEST_HOURS = 336;
const MOST_STAGES = 10;

/** Hours of silence, ascending. */
export const silenceHours = textList
	.transform((entries, context): readonly [number, ...number[]] => {
		const hours = [...new Set(entries.map(Number))].sort((one, other) => one - other);
		const wrong = entries.find(
			(entry) => !(Number(entry) >= 0.1 && Number(entry) <= LONGEST_HOURS),
		);
		if (wrong !== undefined) {
			const problem = `contains "${wrong.slice(0, 80)}", which is not a number from 0.1 to ${LONGEST_HOURS}`;
			return refuseInput(context, problem, 'Enter hours separated by commas, such as 2, 24, 72.');
		}
		const [first, ...later] = hours;
		if (first === undefined || hours.length > MOST_STAGES) {
			const problem = first === undefined ? 'is empty' : `has ${hours.length} numbers`;
			return refuseInput(context, problem, `Enter 1 to ${MOST_STAGES} numbers, such as 2, 24, 72.`);
		}
		return [first, ...later];
	})
	.default('24');

/** In which it is told. If `to` is smaller, they go on past midnight. */
export const hoursBetween = z
	.object({ from: timeOfDay('09:00'), to: timeOfDay('18:00') })
	.superRefine(({ from, to }, context) => {
		if (from !== to) return;
		reportProblem(context, 'is the same as From', 'Enter when the hours end.', ['to']);
	});
