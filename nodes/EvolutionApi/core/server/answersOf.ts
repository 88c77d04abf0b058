import type { Authentication, Connection } from '../http/connection';
import type { Answers } from './answers';
import { evolutionAnswers } from './evolutionApi/evolutionAnswers';

const ANSWERS: Record<Authentication, Answers> = {
	globalKey: evolutionAnswers,
	instanceKey: evolutionAnswers,
};

/** As `serverOf`, for what answers mean. */
export const answersOf = ({ authentication }: Pick<Connection, 'authentication'>): Answers =>
	ANSWERS[authentication];
