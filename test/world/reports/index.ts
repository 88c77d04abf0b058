import { business } from './business';
import { devices } from './devices';
import { events } from './events';
import { kinds } from './kinds';
import { latest } from './latest';
import { newer } from './newer';
import { people } from './people';
import { shapes } from './shapes';
import { talk } from './talk';

export const reports = [
	...talk,
	...business,
	...people,
	...kinds,
	...events,
	...shapes,
	...newer,
	...devices,
	...latest,
];
