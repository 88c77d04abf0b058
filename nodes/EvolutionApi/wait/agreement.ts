import { RequestFailure } from '../core/failures/failure';
import { InputProblem } from '../core/input/inputProblem';
import type { Target } from '../core/server/server';
import { serverOf } from '../core/server/serverOf';
import type { HowManyMustAgree } from './agreementOption';
import { findAnswerers, isGroup, type Answerers } from './answerers';
import type { Question } from './question';

/** How many have to agree, as it was when the question was asked. Plain JSON. */
export interface Agreement {
	readonly needed: number;
	/** How many may answer. */
	readonly of: number;
	readonly noEnds: boolean;
	/** Whoever answers decides, whatever others have said. */
	readonly isAlone?: true;
}

interface Asking {
	readonly recipient: string;
	readonly question: Pick<Question, 'form' | 'responseType'>;
	readonly answerers: Answerers | undefined;
}

/**
 * Finds out how many have to agree, and who they are: in a group, those who are in it now.
 * @returns nothing if one answer decides
 * @throws {InputProblem | RequestFailure} if so many could never agree, or nobody could count them
 */
export async function findAgreement(
	target: Target,
	wanted: HowManyMustAgree | undefined,
	{ recipient, question, answerers: given }: Asking,
): Promise<{ readonly agreement?: Agreement; readonly answerers?: Answerers }> {
	if (wanted === undefined) return { answerers: given };
	const answerers =
		given ??
		(isGroup(recipient)
			? await findAnswerers(target, { who: 'members', group: undefined }, recipient)
			: undefined);
	const of = isGroup(recipient) ? (answerers?.people.length ?? 1) : 1;
	const needed = wanted.needed === 'all' ? of : wanted.needed;
	if (needed > of) throw tooMany(needed, of, isGroup(recipient));
	if (needed > 1) await requireCounting(target, question);
	const noEnds = wanted.noEnds && question.responseType === 'approval';
	return { agreement: { needed, of, noEnds }, answerers };
}

function tooMany(needed: number, of: number, isAskedGroup: boolean): InputProblem {
	const path = ['options', 'howManyMustAgree', 'values', 'number'];
	const hint = isAskedGroup
		? `Only ${of} may answer: see Who May Answer, and the members of the group.`
		: 'The question goes to one person. Ask a group.';
	return new InputProblem(path, `${needed} can never agree`, hint);
}

/** Nothing is counted here: the server tells who has answered what since the question. */
async function requireCounting(target: Target, { form }: Asking['question']): Promise<void> {
	const { votes, store } = serverOf(target.connection);
	const isVotedOnServer = votes.results !== undefined;
	if (form === 'poll' && isVotedOnServer) return;
	if (await store.keepsNothing(target)) {
		throw new RequestFailure({
			message: 'The answers of several people could not be counted: the server stores no messages',
			description: isVotedOnServer ? 'Choose Poll in Ask With.' : `${store.howToKeep}.`,
			nothingDone: true,
		});
	}
	const why = form === 'poll' ? await votes.whyUncounted?.(target) : undefined;
	if (why === undefined) return;
	throw new RequestFailure({
		message: `The votes of several people could not be counted: ${why}`,
		description: 'Choose Numbered Text in Ask With, or update the server.',
		nothingDone: true,
	});
}
