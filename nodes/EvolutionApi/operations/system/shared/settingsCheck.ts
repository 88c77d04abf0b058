import { fillRoute } from '../../../core/http/route';
import { trySend } from '../../../core/server/request';
import { recordOf } from '../../../core/values/answer';
import { textsOf } from '../../../core/values/loose';
import type { ActiveTrigger } from '../../../trigger/active/activeTrigger';
import { doubtful, fine, wrong, type Finding } from '../../../trigger/health/finding';
import {
	listedWorkflows,
	namesOf,
	workflowsHere,
} from '../../../trigger/health/listeningWorkflows';
import { listed } from './instanceChecks';
import { answerIn, type Setup, type SetupCheck } from './setupCheck';

/** What a trigger asks for by *Chat Types* and *Chats*; `types` is empty if it takes all. */
interface Wanted {
	readonly types: readonly string[];
	readonly chats: string;
}

function wantedBy({ context }: ActiveTrigger): Wanted {
	const { chatTypes, chats } = recordOf(context.getNodeParameter('filters', {}));
	const { mode, chats: listed } = recordOf(recordOf(chats).values);
	return { types: textsOf(chatTypes), chats: mode === 'exclude' ? '' : String(listed ?? '') };
}

/** Events that come from groups only. */
const GROUP_EVENTS = ['GROUP_PARTICIPANTS_UPDATE', 'GROUPS_UPSERT'];

const SWITCH = 'Settings → Update';

/**
 * With *Ignore Groups* the server drops everything that happens in groups. That may be meant, so it is a problem only for
 * workflows that ask for groups.
 */
export function groupsFinding(setup: Setup): Finding | undefined {
	const dropped = 'Ignore Groups is on: the server drops everything that happens in groups';
	const asks = workflowsHere(setup).filter((trigger) => {
		const { types, chats } = wantedBy(trigger);
		const isForGroups = trigger.settings.events.some((name) => GROUP_EVENTS.includes(name));
		return isForGroups || types.includes('group') || chats.includes('@g.us');
	});
	if (asks.length > 0) {
		return wrong(
			`${dropped}, and the active workflow ${namesOf(asks)} waits for that`,
			`Switch Ignore Groups off with ${SWITCH}.`,
		);
	}
	const elsewhere = listedWorkflows(setup).some(({ events }) =>
		events.some((name) => GROUP_EVENTS.includes(name)),
	);
	const takesAll = workflowsHere(setup).some((trigger) => {
		const { types, chats } = wantedBy(trigger);
		return types.length === 0 && chats === '';
	});
	if (!elsewhere && !takesAll) return fine(dropped);
	return doubtful(
		`${dropped}, and an active workflow does not leave groups out`,
		`If groups are wanted, switch Ignore Groups off with ${SWITCH}. If not, choose Private Chats in the filter Chat Types of the trigger.`,
	);
}

/** Without *View Status* the server drops the statuses of contacts, and what broadcast lists send. */
export function statusFinding(
	setup: Setup,
	texts: { readonly dropped: string; readonly whatToDo: string },
): Finding | undefined {
	const asks = workflowsHere(setup).filter((trigger) => {
		const { types, chats } = wantedBy(trigger);
		return types.includes('status') || types.includes('broadcast') || chats.includes('@broadcast');
	});
	if (asks.length === 0) return undefined;
	return wrong(
		`${texts.dropped}, and the active workflow ${namesOf(asks)} waits for them`,
		texts.whatToDo,
	);
}

const STATUS_OFF = {
	dropped: 'View Status is off: the server drops statuses and broadcast lists',
	whatToDo: `Switch View Status on with ${SWITCH}.`,
};

/** The worst of what was found. */
export function worstOf(findings: ReadonlyArray<Finding | undefined>): Finding {
	const found = findings.filter((finding) => finding !== undefined);
	const [worst = fine('No setting keeps back what active workflows wait for')] = [
		...found.filter(({ status }) => status === 'problem'),
		...found,
	];
	return worst;
}

/** `GET /settings/find/{instance}`: whether a setting of the instance keeps from the workflows what they wait for. */
export const settingsCheck: SetupCheck = {
	name: 'Settings',
	needs: ['Instance'],
	isOfInstance: true,
	async look(setup) {
		const { context, connection, instance } = setup;
		if (listed(setup)?.integration !== 'WHATSAPP-BAILEYS') {
			return fine('Accounts of this kind have no settings that keep events back');
		}
		const answer = await trySend(context, connection, {
			method: 'GET',
			path: fillRoute('/settings/find/{instance}', { instance }),
			retry: 'always',
			instance,
			whenNull: {},
		});
		const { groupsIgnore, readStatus } = recordOf(answerIn(answer));
		return worstOf([
			groupsIgnore === true ? groupsFinding(setup) : undefined,
			readStatus === true ? undefined : statusFinding(setup, STATUS_OFF),
		]);
	},
};
