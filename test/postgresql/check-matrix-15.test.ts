import { matrixTests } from './harness/matrix-tests';

matrixTests('15');
