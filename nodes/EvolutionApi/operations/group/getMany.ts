import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { optionsField } from '../../fields/collections';
import { flag } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { simplify } from '../../fields/simplify';
import { toggle } from '../../fields/toggle';
import { simplifyGroup } from './shared/groupAnswers';

/** `GET /group/fetchAllGroups/{instance}`: all groups at once, because the server has no pages here. */
export const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp groups',
	description: 'Get the groups that the account is a member of',
	request: { method: 'GET', path: '/group/fetchAllGroups/{instance}', reads: true },
	fields: [
		instanceField,
		...listFields,
		optionsField(
			toggle(
				'Include Participants',
				'includeParticipants',
				'Whether to also list the members of each group',
			),
		),
		simplify,
	],
	input: { options: z.object({ includeParticipants: flag.optional() }).optional() },
	query: ({ options }) => ({ getParticipants: options?.includeParticipants === true }),
	simplify: simplifyGroup,
});
