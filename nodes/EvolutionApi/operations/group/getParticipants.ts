import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn, textOrNull } from '../../core/values/answer';
import { plainNameOrNull } from '../../core/values/plainName';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { groupField, groupInput, groupQuery } from '../../fields/group';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';
import { memberOf } from './shared/groupAnswers';

/** `GET /group/participants/{instance}`: an item for each member; those who are contacts have a name. */
export const getParticipants = defineOperation({
	name: 'Get Participants',
	value: 'getParticipants',
	action: 'Get the participants of a WhatsApp group',
	description: 'Get the members of a group with their role and, if they are contacts, their name',
	request: { method: 'GET', path: '/group/participants/{instance}', reads: true },
	fields: [instanceField, groupField, ...listFields, readOptions, simplify],
	input: { group: groupInput, options: readOptionsInput },
	example: { group: '120363020202020202@g.us' },
	query: groupQuery,
	output: ({ participants }) => recordsIn(participants),
	simplify: (participant) => ({
		...memberOf(participant),
		name: plainNameOrNull(participant.name),
		pictureUrl: textOrNull(participant.imgUrl),
	}),
});
