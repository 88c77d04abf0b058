import { defineOperation } from '../../core/table/defineOperation';
import { numberField } from '../../fields/fieldKinds';
import { integer } from '../../fields/inputs';
import {
	instanceOfChat,
	runTakeOver,
	takenOverPreview,
	takeOverFields,
	takeOverShape,
} from './shared/takeOver';

/** `GET /webhook/find/{instance}`: which workflows listen. They are told one by one, see `trigger/askTakeOver.ts`. */
export const pause = defineOperation({
	name: 'Pause',
	value: 'pause',
	action: 'Pause workflows in a WhatsApp chat',
	description:
		'Hand a chat over to a person: messages in it start no workflow that has Take-Over Pause in its trigger',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: [
		...takeOverFields,
		numberField('Pause for (Minutes)', 'pauseMinutes', {
			typeOptions: { minValue: 1, maxValue: 10080 },
			default: 60,
			required: true,
			description: 'From now on. Each message that a person writes makes the pause longer.',
		}),
	],
	input: { ...takeOverShape, pauseMinutes: integer(1, 10_080) },
	example: { chatSource: 'other', recipient: '5511988887777', pauseMinutes: 60 },
	preview: {
		...takenOverPreview,
		by: 'workflow',
		device: null,
	},
	instanceWhenEmpty: instanceOfChat,
	keepsFiles: true,
	run: async (input, call) =>
		await runTakeOver(input, call, { do: 'pause', minutes: input.pauseMinutes }),
});
