/*---
name: heap_array_third_launch
summary: A row of shorts from the heap in the third launch, in the last thread.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, 0] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 0] }
  - { kernel: run, grid: [1], block: [N], args: [x, y, 40] }
---*/
extern "C" __global__ void run(const int* x, int* y, int count) {
    int t = threadIdx.x;
    int sum = x[t];
    if (count > 0 && t == 31) {
        short* row = new short[count]; // expect: heap
        for (int k = 0; k < count; k++) row[k] = k;
        for (int k = 0; k < count; k++) sum += row[k];
        delete[] row;
    }
    y[t] = sum;
}
