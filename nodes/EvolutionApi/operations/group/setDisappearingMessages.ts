import { mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { choiceField } from '../../fields/fieldKinds';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { integer, oneOf } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { updated } from './shared/groupAnswers';

/** In seconds; WhatsApp has no others. */
const EXPIRATIONS = [0, 86_400, 604_800, 7_776_000];

const expiration = integer(0, 7_776_000).superRefine((value, context) => {
	if (EXPIRATIONS.includes(value)) return;
	reportProblem(context, mustBe(oneOf(EXPIRATIONS.map(String)), value));
});

/** `POST /group/toggleEphemeral/{instance}` */
export const setDisappearingMessages = defineOperation({
	name: 'Set Disappearing Messages',
	value: 'setDisappearingMessages',
	action: 'Set disappearing messages in a WhatsApp group',
	description: 'Turn disappearing messages of a group on or off',
	request: { method: 'POST', path: '/group/toggleEphemeral/{instance}', retry: 'always' },
	fields: [
		instanceField,
		groupField,
		choiceField('Disappear After', 'expiration', {
			options: [
				{ name: '24 Hours', value: 86_400 },
				{ name: '7 Days', value: 604_800 },
				{ name: '90 Days', value: 7_776_000 },
				{ name: 'Never', value: 0 },
			],
			default: 604_800,
		}),
	],
	input: { group: groupInput, expiration },
	example: { group: '120363020202020202@g.us', expiration: 604_800 },
	query: groupQuery,
	body: ({ expiration: seconds }) => ({ expiration: seconds }),
	output: updated,
});
